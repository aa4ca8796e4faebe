Rails.application.routes.draw do
  scope "/api/v1" do
    resources :orders, only: %i[index show create]
    post "/login", to: "orders#login"
    get "/report", to: "orders#report"
  end
end
