"""A migration of Django is read, not run, and rehearsed behind those that it depends on."""

from contextlib import suppress

import pytest

from backlight import index
from backlight.analysis.syntax import parse
from backlight.checks import earlier_django
from backlight.sql import django
from backlight.sql.lab.bench import Bench
from backlight.sql.written import Untold
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document
from checks.test_rehearsal import rehearsed

HEAD = """from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):{}
    dependencies = [{}]

    operations = [
        {}
    ]
"""
KEY = '("id", models.BigAutoField(primary_key=True, serialize=False)), '
CREATE = 'migrations.CreateModel(name="{}", fields=[' + KEY + "{}], options={{{}}}),"
FIRST = CREATE.format("Tag", '("name", models.CharField(max_length=20, unique=True)), ', "")
FIRST += CREATE.format(
    "Order",
    '("state", models.CharField(max_length=9)), ("at", models.DateTimeField()), '
    '("by", models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)), '
    '("tags", models.ManyToManyField(to="shop.tag")), ',
    '"unique_together": {("state", "at")}',
)


def migration(depends, *operations, head=""):
    said = ", ".join(f'("{app}", "{name}")' for app, name in depends)
    return HEAD.format(head, said, "\n        ".join(operations))


PAST = {"shop/migrations/__init__.py": "", "shop/migrations/0001_initial.py": migration([], FIRST)}
AFTER = [("shop", "0001_initial")]
NEW = "shop/migrations/0002_new.py"


@pytest.fixture(scope="module")
def bench():
    found = Bench()
    yield found
    found.close()


ALL_AS_BEFORE = [
    'migrations.AddField("order", "paid", models.BooleanField(default=False)),',
    'migrations.AddField("order", "note", models.TextField(default="it\'s \\"new\\"; DROP TABLE shop_order; --")),',
    'migrations.AddField("order", "tag", models.ForeignKey(null=True, on_delete=models.SET_NULL, to="shop.tag")),',
    'migrations.AddField("order", "more", models.ManyToManyField(related_name="+", to="shop.tag")),',
    'migrations.AddField("order", "parent", models.OneToOneField("self", null=True, on_delete=models.CASCADE)),',
    'migrations.AddField("order", "total", models.DecimalField(max_digits=9, decimal_places=2, null=True)),',
    'migrations.AddField("order", "count", models.PositiveIntegerField(default=0)),',
    'migrations.AddField("order", "made", models.DateTimeField(auto_now_add=True, default=timezone.now), preserve_default=False),',
    'migrations.AlterField("order", "state", models.CharField(max_length=40, null=True)),',
    'migrations.AlterField("order", "state", models.CharField(db_index=True, max_length=9, unique=True)),',
    'migrations.AlterField("tag", "id", models.AutoField(primary_key=True, serialize=False)),',
    'migrations.RemoveField(model_name="order", name="tags"),',
    'migrations.RemoveField(model_name="order", name="by"),',
    'migrations.RenameField(model_name="order", old_name="state", new_name="status"),',
    'migrations.RenameModel(old_name="Order", new_name="Purchase"),',
    'migrations.RenameModel(old_name="Tag", new_name="Label"),',
    'migrations.AlterModelTable(name="order", table="orders"),',
    'migrations.AlterUniqueTogether(name="order", unique_together=set()),',
    'migrations.AlterUniqueTogether(name="order", unique_together={("by", "at")}),',
    'migrations.DeleteModel(name="Order"),',
    'migrations.AddIndex("order", models.Index(fields=["state", "-at"], name="o_sa")),',
    'migrations.AddIndex("order", models.Index(Lower("state"), name="o_low")),',
    'migrations.AddIndex("order", models.Index(fields=["at"], include=["state"], condition=models.Q(state="new"), name="o")),',
    'migrations.AddIndex("order", BrinIndex(fields=["at"], name="o_brin")),',
    'migrations.AddConstraint("order", models.CheckConstraint(check=models.Q(("at__isnull", False), ("state__in", ["a", "b"])), name="c")),',
    'migrations.AddConstraint("order", models.UniqueConstraint(fields=("state", "by"), name="u")),',
    'migrations.AddConstraint("order", models.UniqueConstraint(fields=["by"], condition=models.Q(state="new"), name="u")),',
    'migrations.RunSQL("ALTER TABLE shop_order ADD x int", reverse_sql="ALTER TABLE shop_order DROP x"),',
    'migrations.AddIndex("order", models.Index(fields=["at"], name="i")), migrations.AddIndex("order", models.Index(fields=["at"], name="j")),',
    CREATE.format("Line", '("order", models.ForeignKey(on_delete=models.CASCADE, to="shop.order")), ', '"indexes": [models.Index(fields=["order"], name="line_o")]'),
]  # fmt: skip


@pytest.mark.parametrize("operations", ALL_AS_BEFORE)
def test_its_way_back_is_what_django_makes_of_its_way_up(tmp_path, bench, operations):
    check = rehearsed(tmp_path, bench, PAST, migration(AFTER, operations), NEW)
    assert (check.ok, "all as before" in check.detail) == (True, True), check


@pytest.mark.parametrize(
    ("operations", "ok", "words"),
    [
        ('migrations.RunSQL("ALTER TABLE shop_orders ADD x int"),', False, '"shop_orders" does not exist'),
        ('migrations.RunSQL("ALTER TABLE shop_order ADD x int", reverse_sql=migrations.RunSQL.noop),', True, "there is no way back to try"),
        ('migrations.AddIndex("order", models.Index(fields=["status"], name="i")),', False, 'column "status" does not exist'),
        ('AddIndexConcurrently("order", models.Index(fields=["state"], name="i")),', False, "cannot run inside a transaction block"),
        ('migrations.AlterOrderWithRespectTo("order", "by"),', True, "could not be rehearsed: line 10 has the operation `migrations.AlterOrderWithRespectTo`"),
        (CREATE.format("Seen", '("x", models.IntegerField())', '"order_with_respect_to": "x"'), True, "could not be rehearsed: line 10 makes a model whose rows have an order"),
        ('migrations.AddField("order", "x", fields.MoneyField(max_digits=4)),', True, "could not be rehearsed: the field `fields.MoneyField`"),
        ('migrations.RemoveField("order", "gone"),', True, "could not be rehearsed: the field `Order.gone`"),
        ('migrations.AlterField("order", "gone", models.IntegerField()),', True, "could not be rehearsed: the field `order.gone`"),
        ('migrations.AddField("order", "state", models.TextField()),', True, "could not be rehearsed: `state` of line 10 is there already"),
        (CREATE.format("Order", "", ""), True, "could not be rehearsed: `Order` of line 10 is there already"),
        ('migrations.RemoveIndex("order", "gone"),', True, "could not be rehearsed: the index `gone` of line 10 is not known"),
        ('migrations.RenameIndex("order", new_name="n", old_name="gone"),', True, "could not be rehearsed: the index `gone` of line 10 is not known"),
        ('migrations.RenameIndex("order", new_name="n", old_fields=("state", "at")),', True, "could not be rehearsed: line 10 names an index by its fields"),
        ('migrations.RemoveConstraint("order", "gone"),', True, "could not be rehearsed: the constraint `gone` of line 10 is not known"),
        *(
            (f"{one}, {one}", True, "could not be rehearsed: `twice` of line 10 is there already")
            for one in (
                'migrations.AddIndex("order", models.Index(fields=["at"], name="twice"))',
                'migrations.AddConstraint("order", models.UniqueConstraint(fields=["at"], name="twice"))',
            )
        ),
        ('migrations.RunSQL("ALTER TABLE shop_order ADD x int", reverse_sql=None),', True, "the SQL of line 10 has no way back"),
        ("migrations.RunPython(fill, reverse_code=None),", True, "Its way back could not be told: line 10 runs Python one way"),
        ('migrations.AddField("basket", "x", models.IntegerField()),', True, "could not be rehearsed: the model `basket`"),
        (CREATE.format("Seen", '("x", models.IntegerField())', '"managed": False'), True, "The way up works"),
        ("migrations.RunPython(fill, migrations.RunPython.noop),", True, "The way up works"),
        ("migrations.RunPython(fill),", True, "Its way back could not be told: line 10 runs Python one way"),
        ("*more(),", True, "could not be rehearsed"),
        ("shop.Tidy(),", True, "could not be rehearsed: line 10 has the operation `shop.Tidy`"),
    ],
)  # fmt: skip
def test_what_fails_is_said_in_the_words_of_the_database(tmp_path, bench, operations, ok, words):
    check = rehearsed(tmp_path, bench, PAST, migration(AFTER, operations), NEW)
    assert (check.ok, words in check.detail) == (ok, True), check


def test_an_index_is_built_apart_where_the_migration_is_not_atomic(tmp_path, bench):
    text = migration(
        AFTER,
        'AddIndexConcurrently("order", models.Index(fields=["state"], name="i")),',
        head="\n    atomic = False\n",
    )
    check = rehearsed(tmp_path, bench, PAST, text, NEW)
    assert check.ok and "all as before" in check.detail, check


BUILT = migration(
    AFTER,
    'AddIndexConcurrently("order", models.Index(fields=["state"], name="i")),',
    head="\n    atomic = False\n",
)


@pytest.mark.parametrize(
    ("operation", "head", "ok", "words"),
    [
        ("migrations.RemoveIndex", "", True, "all as before"),
        ("RemoveIndexConcurrently", "", False, "cannot run inside a transaction block"),
        ("RemoveIndexConcurrently", "\n    atomic = False\n", True, "all as before"),
    ],
)
def test_how_an_index_goes_is_said_where_it_goes(tmp_path, bench, operation, head, ok, words):
    past = PAST | {NEW: BUILT}
    text = migration([("shop", "0002_new")], f'{operation}("order", "i"),', head=head)
    check = rehearsed(tmp_path, bench, past, text, "shop/migrations/0003_gone.py")
    assert (check.ok, words in check.detail) == (ok, True), check


def test_a_model_that_has_more_than_its_migrations_is_found(tmp_path, bench):
    fields = "    state = models.CharField(max_length=9)\n    paid = models.BooleanField()\n"
    models = f"from django.db import models\n\n\nclass Order(models.Model):\n{fields}"
    operation = (
        'migrations.AlterField("order", "state", models.CharField(max_length=9, null=True)),'
    )
    check = rehearsed(
        tmp_path, bench, PAST | {"shop/models.py": models}, migration(AFTER, operation), NEW
    )
    assert not check.ok and "the model's `shop_order.paid` is not there" in check.detail


SHOPS = {
    "config/settings.py": 'AUTH_USER_MODEL = "people.Person"\n',
    "site/people/migrations/0001_initial.py": migration(
        [], CREATE.format("Person", '("name", models.TextField())', "")
    ),
    "site/shop/migrations/0001_first.py": migration([("people", "0001_initial")]),
    "site/shop/migrations/0002_second.py": migration([("shop", "0001_first")]),
    "site/shop/migrations/0010_last.py": migration([("shop", "0002_second")]),
    "site/other/migrations/0001_initial.py": migration([("shop", "0010_last")]),
    "site/accounts/migrations/0001_initial.py": migration([]),
    "site/accounts/migrations/0002_two.py": migration([("money", "0001_initial")]),
}


@pytest.mark.parametrize(
    ("depends", "before"),
    [
        ([("shop", "0010_last")], ["0001_initial", "0001_first", "0002_second", "0010_last"]),
        ([("shop", "__first__")], ["0001_initial", "0001_first"]),
        (
            [("shop", "0001_first"), ("shop", "0002_second")],
            ["0001_initial", "0001_first", "0002_second"],
        ),
        ([("money", "0002_two")], ["0001_initial", "0002_two"]),
        ([("elsewhere", "0001_initial")], []),
    ],
)
def test_only_what_it_depends_on_comes_before_in_every_app(tmp_path, depends, before):
    documents = {p: Document(Text(t)) for p, t in SHOPS.items()}
    project = index.built(Snapshot(tmp_path, documents, only=tuple(SHOPS)))
    new = parse("site/shop/migrations/0011_new.py", Text(migration(depends)))
    found = earlier_django.migrations(project, new)
    assert [source.path.rpartition("/")[2][:-3] for _, source in found] == before
    assert earlier_django.user(project) == ("people", "person")
    assert earlier_django.label(project, "site/accounts/migrations/0003_x.py") == "money"


def test_a_user_of_ones_own_is_what_keys_lead_to(tmp_path, bench):
    text = migration(
        [("people", "0001_initial")],
        'migrations.CreateModel(name="Note", fields=[("by", models.ForeignKey('
        "settings.AUTH_USER_MODEL, on_delete=models.CASCADE))]),",
        "migrations.RunSQL(\"INSERT INTO people_person (name) VALUES ('a')\", migrations.RunSQL.noop),",
    )
    check = rehearsed(tmp_path, bench, SHOPS, text, "site/shop/migrations/0001_first2.py")
    assert check.ok and "all as before" in check.detail, check


@pytest.mark.parametrize("cut", range(0, 4200, 61))
def test_half_a_migration_is_uncertain_or_read(cut):
    whole = migration(AFTER, FIRST, *ALL_AS_BEFORE)
    past = [("shop", parse("shop/migrations/0001_initial.py", Text(migration([], FIRST))))]
    with suppress(Untold):
        source = parse(NEW, Text(whole[:cut]))
        django.scripts(past, "shop", source, ("auth", "user"))
