import pytest

from backlight.stacks.go import GO
from stacks import reading

FILES = {
    "go.mod": "module example.com/shop\n\ngo 1.22\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.9.1\n"
    "\tgorm.io/gorm v1.25.0\n\tgo.uber.org/zap v1.27.0\n"
    "\tgithub.com/sirupsen/logrus v1.9.0 // indirect\n\tgithub.com/jackc/pgx/v5 v5.4.0 // indirect\n)\n",
    "main.go": 'package main\n\nimport "github.com/gin-gonic/gin"\n\nfunc main() {\n\tr := gin.Default()\n'
    '\tr.GET("/cats", cats)\n\tr.Run()\n}\n\nfunc cats(c *gin.Context) {\n\tc.JSON(200, nil)\n}\n',
    "internal/feed/feed.go": "package feed\n",
    "internal/feed/feed_test.go": "package feed\n",
}


@pytest.mark.parametrize("stack", GO, ids=lambda one: one.name)
def test_a_project_is_described_in_its_own_ways(stack):
    assert stack.conventions(reading.project(FILES)) == (
        "Go 1.22 with gin.",
        "Handlers stand in . (1 file, for example main.go).",
        "Routes are registered in main.go.",
        "What others must not import stands below internal/.",
        "Data is stored through GORM.",
        "Bodies are checked by gin's binding.",
        "What is logged goes through zap.",
        (
            "Tests stand beside the code and use the testing package alone, for example"
            " internal/feed/feed_test.go."
        ),
    )


def test_a_project_without_endpoints_has_nothing_to_say():
    assert GO[0].conventions(reading.project({"a.go": "package a\n"})) == ()
