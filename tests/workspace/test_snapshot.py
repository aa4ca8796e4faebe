"""Which files a project has, which a model may see, and edits staged over them."""

import subprocess

import pytest

from backlight.edits import applied
from backlight.text import Text
from backlight.workspace import Document, Overlay, Snapshot, Unreadable
from backlight.workspace.ignore import secret

TREE = {
    ".gitignore": "*.log\n/build/\n!keep.log\n# comment\n",
    "app.py": "x = 1\n",
    "app.log": "",
    "keep.log": "",
    "build/out.py": "",
    "src/build/kept.py": "",
    "src/.gitignore": "gen_*.py\n!gen_ok.py\n",
    "src/gen_a.py": "",
    "src/gen_ok.py": "",
    "src/deep/gen_b.py": "",
    "node_modules/x/index.js": "",
    ".env": "SECRET=canary",
    ".env.example": "SECRET=",
    "deploy/id_rsa": "canary",
    "é/naïve 😀.py": "",
}


@pytest.fixture
def root(tmp_path):
    for path, text in TREE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_the_files_are_those_git_would_list_without_the_secrets(root):
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    wanted = {p for p in listed if p and not secret(p) and "node_modules" not in p}
    assert set(Snapshot(root).paths) == wanted
    assert "keep.log" in wanted
    assert "src/build/kept.py" in wanted


def test_a_loop_of_links_ends(root):
    (root / "loop").symlink_to(root, target_is_directory=True)
    assert not [path for path in Snapshot(root).paths if path.startswith("loop")]


def test_a_name_that_is_no_text_is_left_out(root):
    before = Snapshot(root).paths
    with open(bytes(root) + b"/odd-\xff\xfe.py", "w"):  # noqa: PTH123 - no `Path` has such a name
        assert Snapshot(root, exclude=("*.none",)).paths == before


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        "a/.ENV",
        ".env.local",
        "prod.env",
        "x/server.pem",
        "id_ed25519",
        ".npmrc",
        "k.tfstate",
        "credentials.json",
        ".aws/config",
        "kubeconfig.yaml",
        ".ssh/known_hosts",
        "Secrets.yml",
        ".envrc",
        "client_secret_1.json",
        "service_account.json",
        ".dockercfg",
        ".env-prod",
        ".env_local",
        ".flaskenv",
        "x/secrets/db_password.txt",
        ".vault-token",
        "db.gpg",
        ".azure/accessTokens.json",
    ],
)
def test_secrets_are_known_by_name(path):
    assert secret(path)


@pytest.mark.parametrize(
    "path",
    [
        ".env.example",
        "secrets/views.py",
        ".environment/x",
        "credentials.py",
        "id_rsa.pub",
        "env.py",
        "a.ts",
    ],
)
def test_what_only_sounds_secret_is_not(path):
    assert not secret(path)


@pytest.mark.parametrize("name", ["a\nb.py", "red\x1b[31m.py", "evil\u202eyp.py", "zero\u200b.py"])
def test_a_name_that_would_hide_or_move_what_is_beside_it_is_left_out(root, name):
    (root / name).write_text("x = 1\n")
    assert name not in Snapshot(root).paths
    with pytest.raises(Unreadable, match="not a path inside the project"):
        Snapshot(root).read(name)


@pytest.mark.parametrize("path", [".env", "deploy/id_rsa", "app.log", "src/gen_a.py"])
def test_secret_and_ignored_files_are_hidden_even_when_open(root, path):
    overlay = Overlay(Snapshot(root, {path: Document(Text("canary"), 1)}))
    with pytest.raises(Unreadable, match="never shown to a model"):
        overlay.read(path)
    with pytest.raises(Unreadable, match="never shown to a model"):
        overlay.write(path, "x")


def test_staged_edits_become_one_change_and_the_disk_stays(root):
    snapshot = Snapshot(root, {"app.py": Document(Text("x = 1\r\ny = 2\r\n"), 4)})
    overlay = Overlay(snapshot)
    overlay.write("app.py", "x = 1\r\ny = 3\r\n")
    overlay.write("src/new.py", "new = 1\n")
    overlay.write("src/gen_ok.py", "")
    assert overlay.read("src/new.py").source == "new = 1\n"
    assert "src/new.py" in overlay.paths
    change = overlay.change(why="test")
    assert [e.text for e in change.edits["app.py"]] == ["y = 3\r\n"]
    assert change.created == {"src/new.py": "new = 1\n"}
    assert change.files == ("app.py", "src/new.py")
    assert applied(change, snapshot.read)["app.py"].source == "x = 1\r\ny = 3\r\n"
    assert (root / "app.py").read_text() == "x = 1\n"
    assert not (root / "src/new.py").exists()


def test_a_binary_file_is_not_overwritten_by_a_staged_text(root):
    (root / "logo.dat").write_bytes(b"\0\1")
    with pytest.raises(Unreadable, match="binary"):
        Overlay(Snapshot(root)).write("logo.dat", "text")


def test_a_stamp_changes_with_the_file_and_with_the_buffer(root):
    before = Snapshot(root).stamp("app.py")
    (root / "app.py").write_text("x = 22\n")
    assert Snapshot(root).stamp("app.py") != before
    one, two = (
        Snapshot(root, {"app.py": Document(Text("a"), version)}).stamp("app.py")
        for version in (1, 2)
    )
    assert one != two


def test_what_is_made_or_deleted_on_the_disk_meanwhile_stays_what_it_was_when_staged(root):
    overlay = Overlay(Snapshot(root))
    overlay.write("new.py", "ours = 1\n")
    overlay.write("app.py", "x = 2\n")
    (root / "new.py").write_text("theirs = 1\n")
    (root / "app.py").unlink()
    overlay.write("new.py", "ours = 2\n")
    change = overlay.change()
    assert change.created == {"new.py": "ours = 2\n"}
    assert [edit.text for edit in change.edits["app.py"]] == ["x = 2\n"]
