package shop;

import jakarta.persistence.*;
import lombok.Data;

@Entity
@Table(name = "orders")
@Data
public class Order {
    @Id
    @GeneratedValue
    private Long id;

    @Column(nullable = false)
    private String number;

    private int total;

    @ManyToOne
    private User user;
}
