"""A new resource of Rails as text: its controller, and its test."""

from dataclasses import dataclass
from posixpath import basename

from backlight.analysis.facts import Project
from backlight.analysis.served import routed
from backlight.analysis.tables import Column
from backlight.stacks.rails.beside import Beside
from backlight.stacks.rails_words import camelize, plural

HIDDEN = frozenset({"json", "jsonb", "hstore"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A new resource, decided in every part."""

    name: str
    model: str
    columns: tuple[Column, ...]
    owner: str
    owned: str
    """`current_user.orders`; empty if its rows belong to nobody, or the way to them is not said."""
    linked: bool
    """Its rows point to others, or others to them, and the database keeps that so."""
    like: Beside
    path: str
    """`api/v1/orders`, as routes name it."""

    @property
    def many(self) -> str:
        """Its rows: `orders`."""
        return plural(self.name)

    @property
    def rows(self) -> str:
        """The rows that whoever asks may see."""
        if not self.owner:
            return self.model
        return self.owned or f"{self.model}.where({self.owner}: {self.like.user})"


def controller(of: Resource) -> str:
    """The file of the controller."""
    names = camelize(f"{of.path}_controller").split("::")
    nested = f"class {of.like.name}" not in of.like.source.text.source and len(names) > 1
    opened = [f"module {name}" for name in names[:-1]] if nested else []
    title = names[-1] if nested else "::".join(names)
    lines = [
        f"class {title} < {of.like.above}",
        *(f"  {row}" if row else "" for row in _body(of)),
        "end",
    ]
    for name in reversed(opened):
        lines = [name, *(f"  {row}" if row else "" for row in lines), "end"]
    head = "# frozen_string_literal: true\n\n" if of.like.frozen else ""
    return head + "\n".join(lines) + "\n"


def _body(of: Resource) -> list[str]:
    one, status = of.name, of.like.status
    asked = f"params.require(:{one}).permit({_permitted(of)})"
    return [
        *_constants(of),
        *(f"before_action :{guard}" for guard in of.like.guards),
        f"before_action :set_{one}, only: %i[show update destroy]",
        *_conflict(of),
        "",
        *_method("index", *_index(of)),
        *_method("show", f"render json: shown(@{one})"),
        *_method(
            "create",
            f"{one} = {of.rows}.new({one}_params)",
            f"if {one}.save",
            f"  render json: shown({one}), status: :created",
            "else",
            f"  render json: {of.like.refusal % one}, status: {status}",
            "end",
        ),
        *_method(
            "update",
            f"if @{one}.update({one}_params)",
            f"  render json: shown(@{one})",
            "else",
            f"  render json: {of.like.refusal % f'@{one}'}, status: {status}",
            "end",
        ),
        *_method("destroy", f"@{one}.destroy!", "head :no_content"),
        "private",
        "",
        *_method(f"set_{one}", f"@{one} = {of.rows}.find_by(id: params[:id])", _gone(one)),
        *_method(f"{one}_params", asked),
        *_method("shown(rows)", "rows.as_json(only: SHOWN)")[:-1],
    ]


def _constants(of: Resource) -> list[str]:
    shown = " ".join(["id", *(c.name for c in of.columns), "created_at", "updated_at"])
    return ["MOST = 100", f"SHOWN = %i[{shown}].freeze", ""]


def _gone(one: str) -> str:
    return f"head :not_found if @{one}.nil?"


def _conflict(of: Resource) -> list[str]:
    """What only the database can tell: two requests at once both pass the rules of the model."""
    errors = ["ActiveRecord::RecordNotUnique"] if any(c.unique for c in of.columns) else []
    errors += ["ActiveRecord::InvalidForeignKey"] if of.linked else []
    return ["", f"rescue_from({', '.join(errors)}) {{ head :conflict }}"] if errors else []


def _index(of: Resource) -> list[str]:
    return [
        "limit = params.fetch(:limit, 20).to_i.clamp(1, MOST)",
        "offset = [params[:offset].to_i, 0].max",
        f"render json: shown({of.rows}.order(:id).limit(limit).offset(offset))",
    ]


def _method(head: str, *body: str) -> list[str]:
    return [f"def {head}", *(f"  {row}" for row in body), "end", ""]


def _permitted(of: Resource) -> str:
    plain = [f":{c.name}" for c in of.columns if c.type not in HIDDEN]
    return ", ".join([*plain, *(f"{c.name}: {{}}" for c in of.columns if c.type in HIDDEN)])


def tested(of: Resource, project: Project) -> dict[str, str]:
    """A test where the project keeps those of its controllers; none where it has none."""
    head = "# frozen_string_literal: true\n\n" if of.like.frozen else ""
    spec = any(path.startswith("spec/") for path in project.paths)
    url = _url(of, project)
    if spec:
        said = _expected(of, ".to have_http_status(:not_found)", ".not_to be_successful")
        rows = [
            'require "rails_helper"',
            "",
            f'RSpec.describe "{basename(url)}", type: :request do',
            f'  it "{_claim(of)}" do',
            f'    get "{url}/0"',
            f"    expect(response){said}",
            "  end",
            "end",
        ]
        return {f"spec/requests/{of.path}_spec.rb": head + "\n".join(rows) + "\n"}
    rows = [
        'require "test_helper"',
        "",
        f"class {camelize(f'{of.path}_controller_test')} < ActionDispatch::IntegrationTest",
        f'  test "{_claim(of)}" do',
        f'    get "{url}/0"',
        f"    {_expected(of, 'assert_response :not_found', 'assert_not response.successful?')}",
        "  end",
        "end",
    ]
    return {f"test/controllers/{of.path}_controller_test.rb": head + "\n".join(rows) + "\n"}


def _claim(of: Resource) -> str:
    return (
        "nobody reads what is somebody's"
        if of.like.guards or of.owner
        else "what is not there is not found"
    )


def _expected(of: Resource, missing: str, guarded: str) -> str:
    """What a stranger is told depends on the project's way to find out who asks."""
    return guarded if of.like.guards or of.owner else missing


def _url(of: Resource, project: Project) -> str:
    """The path of its list: that of its sibling, with another last word."""
    near = (one.path for one in routed(project, *of.like.route))
    first = min(near, key=len, default="/")
    return f"{first.partition('/{')[0].rpartition('/')[0]}/{of.many}"
