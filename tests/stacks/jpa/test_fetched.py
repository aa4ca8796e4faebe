"""Lazy relations are no finding where the settings of the project read many of them at once."""

import pytest

from backlight import index
from backlight.workspace import Snapshot

FILES = {
    "src/main/java/shop/Order.java": """package shop;
import jakarta.persistence.*;
import java.util.List;
@Entity
public class Order {
    @Id private Long id;
    @OneToMany(mappedBy = "order") private List<Line> lines;
}
""",
    "src/main/java/shop/OrderRepository.java": """package shop;
import org.springframework.data.jpa.repository.JpaRepository;
public interface OrderRepository extends JpaRepository<Order, Long> {}
""",
    "src/main/java/shop/Orders.java": """package shop;
class Orders {
    private final OrderRepository orders;
    void lines() {
        for (Order order : orders.findAll()) {
            print(order.getLines().size());
        }
    }
}
""",
}
SET = "spring.jpa.properties.hibernate.default_batch_fetch_size=100\n"
TWICE = "src/main/java/other/OrderRepository.java"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({}, True),
        ({"src/main/resources/application.properties": SET}, False),
        ({"src/main/resources/application.properties": "server.port=80\n"}, True),
        ({TWICE: FILES["src/main/java/shop/OrderRepository.java"]}, False),
    ],
    ids=["no settings", "read in batches", "other settings", "two repositories of the name"],
)
def test_relations_that_are_read_at_once_are_no_finding(files, found, tmp_path):
    for path, text in {**FILES, **files}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    project = index.built(Snapshot(tmp_path, {}))
    path = "src/main/java/shop/Orders.java"
    said = index.findings(project.files[path], project.read(path), project)
    assert ("n-plus-one" in {one.rule for one in said}) is found
