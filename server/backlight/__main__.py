"""The command `backlight`, and `python -P -m backlight`."""

import argparse
import logging
import sys

from backlight.cli import main as cli
from backlight.cli.answer import Said


def main() -> None:
    """Run one command and leave with its exit code."""
    logging.getLogger("backlight").addHandler(Said(logging.WARNING))
    sys.exit(cli(sys.argv[1:], {"serve": serve, "demo": demo}))


def serve(args: argparse.Namespace) -> int:
    """Serve an editor until it is done."""
    from backlight.lsp import main as lsp

    return lsp(tcp=args.tcp)


def demo(args: argparse.Namespace) -> int:
    """Show three actions on the small application that comes along."""
    from backlight.demo import show

    return show(json=args.json)


if __name__ == "__main__":
    main()
