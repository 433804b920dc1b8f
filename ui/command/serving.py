"""`wenqu serve` and `wenqu password`: who may ask, and the server."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace

from index.errors import IndexEmptyError
from ui.command.commands import index_path
from ui.web.door import Access, AccessError, Role, is_loopback, new_user, read_users

PER_MINUTE = 120  # questions of one client of a network


def serve(options: Namespace) -> None:
    local = is_loopback(options.host) and not options.proxy
    access = access_of(options, local)
    from qa import Bot
    from ui.web.live import Live
    from ui.web.server import serve as run

    bot = Bot.load(index_path(options), model=options.model, reranker=options.reranker)
    bot.warm_up()
    if not bot.index.passages:
        print(f"wenqu: {IndexEmptyError(bot.index.where, bot.index.corpus)}", file=sys.stderr)
    live = Live(bot)
    run(
        live,
        options.host,
        options.port,
        names=options.proxy,
        access=access,
        per_minute=(0 if local else PER_MINUTE) if options.rate is None else options.rate,
        mcp=options.mcp,
    )


def access_of(options: Namespace, local: bool) -> Access:
    """Who may come in. Raises AccessError where it must be said and is not."""
    if options.allow_uploads and not options.no_auth:
        raise AccessError(
            "--allow-uploads goes with --no-auth: with --auth editors may change documents, on "
            "this machine alone everybody may. Next: leave it out"
        )
    if options.auth:
        return Access(read_users(options.auth))
    if not local and not options.no_auth:
        where = f"for {options.proxy[0]}" if options.proxy else f"on {options.host or '*'}"
        raise AccessError(
            f"serving {where} lets in who reaches it, found neither --auth nor --no-auth. Next: "
            "`wenqu password NAME >> USERS`, then --auth USERS; or --no-auth to let anybody ask"
        )
    return Access(anybody_may_change=local or options.allow_uploads)


def password(options: Namespace) -> None:
    """Reads the password from the terminal, twice, or one line of stdin; prints the line."""
    if sys.stdin.isatty():
        typed = getpass.getpass(f"Password for {options.name}: ")
        if getpass.getpass("Again: ") != typed:
            raise AccessError("the two passwords differ. Next: try again")
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    role = Role.EDITOR if options.editor else Role.READER
    print(new_user(options.name, typed, role).line)
