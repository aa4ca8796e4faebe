class ApplicationController < ActionController::API
  private

  def authenticate_user!
    head :unauthorized if request.headers["Authorization"].blank?
  end
end
