package shop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrderRepositoryTest {
    @Test
    void anOrderHasANumber() {
        assertThat(new Order().getNumber()).isNull();
    }
}
