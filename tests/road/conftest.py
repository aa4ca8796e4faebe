"""One model server and one child process for all tests of the road."""

from agent.conftest import double as double
from agent.conftest import model as model
from agent.conftest import pair as pair
