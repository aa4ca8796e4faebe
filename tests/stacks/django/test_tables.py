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
