class OrdersController < ApplicationController
  def index
    render json: Order.all
  end

  def show
    order = Order.find_by(number: params[:id])
    render json: { total: order.total }
  rescue StandardError => e
    render json: { error: e.message }, status: 500
  end

  def create
    order = Order.new(params[:order].permit!)
    order.total = order.total * 9 / 10 if order.total > 1000
    order.save!
    Stock.where(number: order.number).update_all("amount = amount - 1")
    render json: order, status: :created
  end

  def login
    user = User.where("name = '#{params[:name]}'").first
    render json: user
  end

  def report
    db = PG.connect(ENV["REPORTS_URL"])
    render json: db.exec("SELECT number, total FROM orders LIMIT 10").to_a
  end
end
