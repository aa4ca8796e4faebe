from backlight.stacks.rails import RAILS
from stacks import reading

FILES = {
    "Gemfile": 'gem "rails"\ngem "devise"\ngem "pundit"\ngem "kaminari"\ngem "http"\ngem "faraday"\n'
    'group :test do\n  gem "rspec-rails"\n  gem "factory_bot_rails"\nend\n# gem "jbuilder"\n',
    "Gemfile.lock": "GEM\n  specs:\n    rails (7.1.3)\n      rack (>= 2)\n",
    "config/application.rb": "class Application < Rails::Application\n  config.api_only = true\nend\n",
    "config/routes.rb": "Rails.application.routes.draw do\n  resources :cats, only: [:index]\nend\n",
    "app/controllers/cats_controller.rb": "class CatsController < ApplicationController\n"
    "  def index\n    render json: []\n  end\nend\n",
    "app/services/feed.rb": "class Feed\nend\n",
    "spec/models/cat_spec.rb": "RSpec.describe Cat do\nend\n",
    "spec/requests/cats_spec.rb": 'RSpec.describe "cats" do\nend\n',
}


def test_a_project_is_described_in_its_own_ways():
    assert RAILS.conventions(reading.project(FILES)) == (
        "Rails 7.1.3, an API alone (`api_only`).",
        "Controllers stand in app/controllers (1 file, for example app/controllers/cats_controller.rb).",
        "There are services in app/services, for example app/services/feed.rb.",
        "Who asks is found out by devise.",
        "What somebody may is decided by pundit.",
        "Lists are paged by kaminari.",
        "Other services are called through faraday and http.",
        "Tests run under RSpec with factories of factory_bot, for example spec/requests/cats_spec.rb.",
    )


def test_a_project_without_endpoints_has_nothing_to_say():
    assert RAILS.conventions(reading.project({"app/models/cat.rb": "class Cat\nend\n"})) == ()
