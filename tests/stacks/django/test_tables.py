from backlight.analysis.schema import merged
from backlight.stacks.django import DJANGO_ORM
from stacks.django.pages import files, page, source


def schema(given):
    return merged(t for path, text in given.items() for t in DJANGO_ORM.tables(source(path, text)))


def names(table):
    return [column.name for column in table.columns]


MODELS = files(page("models.md"))


def test_a_model_is_a_table_with_the_columns_of_its_abstract_bases():
    customer = schema(MODELS).of_model("Customer")
    assert (customer.name, names(customer)) == (
        "shop_customer",
        ["id", "name", "city_id", "logo"],
    )
    assert customer.column("city_id").references == "shop_city.id"
    assert customer.column("city_id").attribute == "city"
    assert customer.indexes == (("id",), ("city_id",))
    assert customer.complete
    assert schema(MODELS).of_model("Named") is None


def test_options_of_fields_are_read():
    order = schema(MODELS).of_model("Order")
    assert order.column("number").unique
    assert order.column("parent_id").nullable
    assert not order.column("customer_id").nullable
    assert order.column("paid").default
    assert order.relations == {"customer": "Customer", "parent": "Order", "tags": "Tag"}
    assert order.line == 28
    assert schema(MODELS).of_model("Invoice").column("order_id").unique


def test_collections_have_a_table_of_their_own():
    between = schema(MODELS).table("shop_order_tags")
    assert names(between) == ["id", "order_id", "tag_id"]


def test_meta_names_the_table_and_its_indexes():
    text = (
        "from django.db import models\n\n\n"
        "class Entry(models.Model):\n"
        "    day = models.DateField(db_column='on_day')\n"
        "    who = models.ForeignKey('auth.User', models.CASCADE, db_index=False)\n"
        "    key = models.UUIDField(primary_key=True)\n\n"
        "    class Meta:\n"
        "        db_table = 'log_entries'\n"
        "        unique_together = ('day', 'who')\n"
        "        indexes = [models.Index(fields=['-day'])]\n"
    )
    entry = schema({"log/models.py": text}).table("log_entries")
    assert names(entry) == ["on_day", "who_id", "key"]
    assert entry.indexes == (("key",), ("on_day", "who_id"), ("on_day",))


def test_a_base_that_is_not_known_leaves_the_table_open():
    text = (
        "from django.db import models\nfrom x import Y\nclass A(Y):\n    b = models.TextField()\n"
    )
    assert not schema({"a/models.py": text}).of_model("A").complete


def test_serializers_and_forms_are_no_tables():
    text = (
        "from django import forms\nfrom rest_framework import serializers\n"
        "class A(forms.Form):\n    b = forms.CharField()\n"
        "class C(serializers.ModelSerializer):\n    d = serializers.CharField()\n"
    )
    assert schema({"a/forms.py": text}).tables == ()


MIGRATION = """from django.db import migrations, models


class Migration(migrations.Migration):
    operations = [
{}
    ]
"""


def test_migrations_are_replayed_in_order_and_removed_columns_are_gone():
    create = (
        "        migrations.CreateModel('Note', fields=[\n"
        "            ('id', models.AutoField(primary_key=True)),\n"
        "            ('text', models.TextField()),\n"
        "            ('old', models.TextField(db_index=True)),\n"
        "            ('by', models.ForeignKey('auth.User', models.CASCADE)),\n"
        "        ]),"
    )
    later = (
        "        migrations.AddField('note', 'stars', models.IntegerField(null=True)),\n"
        "        migrations.AlterField('note', 'text', models.TextField(null=True)),\n"
        "        migrations.RemoveField('note', 'old'),\n"
        "        migrations.AddIndex('note', models.Index(fields=['by', 'stars'], name='x')),"
    )
    known = schema(
        {
            "blog/migrations/0002_more.py": MIGRATION.format(later),
            "blog/migrations/0001_initial.py": MIGRATION.format(create),
        }
    )
    note = known.table("blog_note")
    again = DJANGO_ORM.tables(source("blog/migrations/0002_more.py", MIGRATION.format(later)))
    assert [table.name for table in again] == ["blog_note"]
    assert sorted(names(note)) == ["by_id", "id", "stars", "text"]
    assert note.column("text").nullable
    assert ("by_id", "stars") in note.indexes
    assert ("old",) not in note.indexes
    assert note.complete


def test_a_column_that_goes_in_the_same_migration_is_gone():
    operations = (
        "        migrations.AddField('note', 'a', models.TextField()),\n"
        "        migrations.AddField('note', 'b', models.TextField()),\n"
        "        migrations.RemoveField('note', 'a'),"
    )
    text = MIGRATION.format(operations)
    (note,) = DJANGO_ORM.tables(source("blog/migrations/0003_x.py", text))
    assert (names(note), note.removed, note.complete) == (["b"], ("a", "a_id"), False)


def test_half_typed_models_raise_nothing():
    for text in (
        "class A(models.Model):\n    b = models.CharField(",
        "class A(",
        "operations = [x(",
    ):
        schema({"a/models.py": f"from django.db import models\n{text}"})
        schema({"a/migrations/0001.py": f"from django.db import migrations\n{text}"})


def test_indexes_that_later_migrations_drop_are_gone():
    create = (
        "        migrations.CreateModel('Note', fields=[\n"
        "            ('id', models.AutoField(primary_key=True)),\n"
        "            ('at', models.DateTimeField(db_index=True)),\n"
        "            ('by', models.IntegerField(db_index=True)),\n"
        "            ('kind', models.IntegerField()),\n"
        "        ], options={'unique_together': {('by', 'kind')}}),\n"
        "        migrations.AddIndex('note', models.Index(fields=['kind'], name='note_kind')),\n"
        "        migrations.AddIndex('note', models.Index(fields=['kind', 'at'], name='kind_at')),"
    )
    later = (
        "        migrations.AlterField('note', 'at', models.DateTimeField()),\n"
        "        migrations.RemoveIndex('note', 'note_kind'),\n"
        "        migrations.AlterUniqueTogether('note', unique_together={('by', 'at')}),"
    )
    texts = {"a/migrations/0001_initial.py": create, "a/migrations/0002_fewer.py": later}
    note = schema({path: MIGRATION.format(text) for path, text in texts.items()}).table("a_note")
    assert set(note.indexes) == {("id",), ("by",), ("kind", "at"), ("by", "at")}
    both = schema({"a/migrations/0001_both.py": MIGRATION.format(f"{create}\n{later}")})
    assert set(both.table("a_note").indexes) == set(note.indexes)


SOME = """from django.db import models


class Member(models.Model):
    user = models.ForeignKey("auth.User", models.CASCADE, db_index=False)
    mail = models.CharField(max_length=80)
    left = models.DateTimeField(null=True)
    kind = models.CharField(max_length=9)

    class Meta:
        indexes = [
            models.Index(fields=["mail"], condition=models.Q(left__isnull=True), name="there"),
            models.Index(fields=["kind"], condition=models.Q(kind=Kind.OPEN), name="open"),
            models.Index(fields=["left"], condition=~models.Q(kind="x") & models.Q(user=4), name="both"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "mail"], condition=models.Q(kind__in=["a", "it's"]), name="one"
            ),
        ]
"""


def test_indexes_of_some_rows_have_their_condition_with_the_columns_of_fields():
    member = schema({"club/models.py": SOME}).table("club_member")
    assert {(one.columns, one.where) for one in member.partial} == {
        (("mail",), "left IS NULL"),
        (("left",), "(NOT (kind = 'x') AND user_id = 4)"),
        (("user_id", "mail"), "kind IN ('a', 'it''s')"),
    }
    assert ("mail",) not in member.indexes
    assert ("kind",) in member.indexes  # which rows it is of only the program knows


def test_a_migration_makes_and_drops_indexes_of_some_rows():
    head = "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n"
    made = head + (
        "    operations = [\n"
        "        migrations.CreateModel('Member', [('mail', models.CharField())], options={\n"
        "            'indexes': [models.Index(fields=['mail'], name='a',\n"
        "                condition=models.Q(mail__gt='m'))]}),\n"
        "        migrations.AddIndex('Member', models.Index(fields=['mail'], name='b',\n"
        "            condition=models.Q(('mail__isnull', False)))),\n"
        "        migrations.AddIndex('member', models.Index(fields=['mail'], name='c',\n"
        "            condition=models.Q(('mail', 'x'), models.Q(('mail__in', ['y']),\n"
        "            _negated=True), _connector='OR'))),\n"
        "    ]\n"
    )
    first = schema({"club/migrations/0001_initial.py": made}).table("club_member")
    assert {one.name: one.where for one in first.partial} == {
        "a": "mail > 'm'",
        "b": "mail IS NOT NULL",
        "c": "(mail = 'x' OR NOT (mail IN ('y')))",
    }
    later = head + "    operations = [migrations.RemoveIndex('member', 'a')]\n"
    files_ = {"club/migrations/0001_initial.py": made, "club/migrations/0002_less.py": later}
    assert {one.name for one in schema(files_).table("club_member").partial} == {"b", "c"}


def steps(*operations):
    """What migrations leave, one operation each."""
    head = "from django.conf import settings\nfrom django.db import migrations, models\n\n\n"
    return {
        f"shop/migrations/{n:04}_step.py": (
            f"{head}class Migration(migrations.Migration):\n    operations = [{operation}]\n"
        )
        for n, operation in enumerate(operations, 1)
    }


ITEM = "migrations.CreateModel('Item', [('a', models.IntegerField())])"


def test_a_table_follows_the_name_that_a_migration_gives_its_model_or_itself():
    left = schema(
        steps(
            ITEM,
            "migrations.RenameModel('Item', 'Thing')",
            "migrations.AddField('thing', 'b', models.IntegerField())",
            "migrations.AlterModelTable('thing', 'things')",
            "migrations.AddField('thing', 'c', models.IntegerField())",
            "migrations.CreateModel('Part', [('thing', models.ForeignKey('shop.Thing'))])",
        )
    )
    assert [(t.name, names(t)) for t in left.tables] == [
        ("things", ["id", "a", "b", "c"]),
        ("shop_part", ["id", "thing_id"]),
    ]
    assert left.table("shop_part").column("thing_id").references == "things.id"


def test_a_table_with_a_name_of_its_own_is_known_by_its_model():
    left = schema(
        steps(
            ITEM[:-1] + ", options={'db_table': 'things'})",
            "migrations.AddField('item', 'b', models.IntegerField())",
            "migrations.RenameModel('Item', 'Thing')",
            "migrations.AddField('thing', 'c', models.IntegerField())",
        )
    )
    assert [(t.name, names(t)) for t in left.tables] == [("things", ["id", "a", "b", "c"])]


def test_a_model_that_is_deleted_has_no_table_unless_the_state_alone_forgets_it():
    gone = steps(ITEM, "migrations.DeleteModel('Item')")
    assert not schema(gone).tables
    state = "state_operations=[migrations.DeleteModel('Item')]"
    kept = steps(ITEM, f"migrations.SeparateDatabaseAndState({state})")
    assert [table.name for table in schema(kept).tables] == ["shop_item"]
    made = steps(f"migrations.SeparateDatabaseAndState(state_operations=[{ITEM}])")
    assert [table.name for table in schema(made).tables] == ["shop_item"]


def test_a_key_that_the_settings_name_leads_nowhere_and_one_of_djangos_own_to_its_table():
    left = schema(
        steps(
            "migrations.CreateModel('A', [('b', models.ForeignKey(settings.OTHER_MODEL)),"
            " ('c', models.ForeignKey('contenttypes.ContentType'))])"
        )
    ).table("shop_a")
    found = [left.column(name).references for name in ("b_id", "c_id")]
    assert found == ["", "django_content_type.id"]


def test_a_user_of_the_projects_own_has_the_columns_and_tables_that_django_lends():
    text = (
        "from django.contrib.auth.models import AbstractUser\nfrom django.db import models\n\n\n"
        "class Person(AbstractUser):\n    city = models.TextField()\n"
    )
    left = schema({"people/models.py": text})
    assert [table.name for table in left.tables] == [
        "people_person",
        "people_person_groups",
        "people_person_user_permissions",
    ]
    groups = left.table("people_person_groups")
    assert names(groups) == ["id", "person_id", "group_id"]
    assert groups.column("person_id").references == "people_person.id"
    assert left.table("people_person").column("last_login").type == "DateTimeField"


def test_a_key_that_a_model_only_supposes_is_not_there_where_migrations_make_another():
    texts = steps(
        "migrations.CreateModel('Item', [('thing_ptr', models.OneToOneField("
        "'shop.Thing', primary_key=True, parent_link=True))])"
    )
    texts["shop/models.py"] = (
        "from django.db import models\nfrom things.models import Thing\n\n\n"
        "class Item(Thing, models.Model):\n    pass\n"
    )
    assert names(schema(texts).table("shop_item")) == ["thing_ptr_id"]


def test_a_model_of_another_mapper_is_no_model_of_django():
    text = (
        "from app.extensions import db\n\n\n"
        "class Item(db.Model):\n    name = db.Column(db.String)\n"
    )
    assert not schema({"app/models.py": text}).tables
