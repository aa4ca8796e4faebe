package shop;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.*;

@RestController
@RequestMapping("/api/v1")
public class OrderController {

    private final OrderRepository orderRepository;
    private final JdbcTemplate jdbc;

    public OrderController(OrderRepository orderRepository, JdbcTemplate jdbc) {
        this.orderRepository = orderRepository;
        this.jdbc = jdbc;
    }

    @GetMapping("/orders")
    public List<Order> list() {
        return orderRepository.findAll();
    }

    @GetMapping("/orders/{id}")
    public ResponseEntity<Object> show(@PathVariable Long id) {
        try {
            return ResponseEntity.ok(orderRepository.findById(id).get());
        } catch (Exception e) {
            return ResponseEntity.status(500).body(e.getMessage());
        }
    }

    @PostMapping("/orders")
    public Order create(@RequestBody Map<String, Object> body) {
        Order order = new Order();
        order.setNumber((String) body.get("number"));
        int total = (Integer) body.get("total");
        order.setTotal(total > 1000 ? total * 9 / 10 : total);
        orderRepository.save(order);
        jdbc.update("UPDATE stock SET amount = amount - 1 WHERE number = ?", order.getNumber());
        return order;
    }

    @PostMapping("/login")
    public Map<String, Object> login(@RequestParam String name) {
        return jdbc.queryForMap("SELECT id FROM users WHERE name = '" + name + "'");
    }

    @GetMapping("/report")
    public boolean report() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:postgresql://reports/shop");
        return connection.isValid(1);
    }
}
