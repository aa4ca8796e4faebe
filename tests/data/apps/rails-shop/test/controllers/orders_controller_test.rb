require "test_helper"

class OrdersControllerTest < ActionDispatch::IntegrationTest
  test "orders are listed" do
    get "/api/v1/orders"
    assert_response :success
  end
end
