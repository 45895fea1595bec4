"""The command line of Tanggap: `./tanggap` lists its verbs in groups with a sentence each."""

import importlib
from typing import NamedTuple

import click


class Verb(NamedTuple):
    """A verb, the sentence that stands beside it, and where its command is; nothing is imported before it is asked."""

    name: str
    sentence: str
    place: str


GROUPS: dict[str, tuple[Verb, ...]] = {
    "Run": (
        Verb("up", "Start everything on this machine, database included.", "running:up"),
        Verb("web", "Start the web process of a real installation.", "running:web"),
        Verb("worker", "Start the process that sends notices and watches deadlines.", "running:worker"),
        Verb("demo", "Live through three invented years, from complaints to a verdict on a training.", "telling:demo"),
        Verb("migrate", "Bring the database to the schema of this version.", "running:migrate"),
    ),
    "Look after": (
        Verb("region", "Check, preview and load a region's folder.", "regional:region"),
        Verb("user", "Add, list and disable the accounts of officers.", "accounts:user"),
        Verb("backup", "Write database, files and keys into one file.", "keeping:backup"),
        Verb("restore", "Fill an empty installation from a backup.", "keeping:restore"),
    ),
    "Learn": (
        Verb("routing", "Fit the router on past reports, and measure it on later ones.", "routing:routing"),
        Verb("competency", "What complaints say about what officers may need to learn.", "competency:competency"),
    ),
    "Bring in and take out": (
        Verb("import", "Take in past complaints with their events.", "exchange:import_"),
        Verb("export", "Write out the complaints that an account may see.", "exchange:export"),
    ),
    "Doubt": (
        Verb("sla", "When a promise runs out, and why.", "promising:sla"),
        Verb("journal", "Walk the hash chain of the log and name the first broken link.", "proving:journal"),
        Verb("rebuild", "Empty the projections, replay the log, prove the rows identical.", "proving:rebuild"),
    ),
    "Work on Tanggap": (
        Verb("test", "Run the tests; arguments go to pytest.", "developing:test"),
        Verb("check", "Everything that must hold before a change is accepted.", "developing:check"),
        Verb("bench", "Measure: what one machine can take in.", "developing:bench"),
    ),
}
VERBS = {verb.name: verb for verbs in GROUPS.values() for verb in verbs}


class CommandLine(click.Group):
    """Finds each verb in its own file, and lists them in groups."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        verb = VERBS.get(cmd_name)
        if verb is None:
            return None
        module, name = verb.place.split(":")
        command: click.Command = getattr(importlib.import_module(f"service.commands.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, verbs in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(verb.name, verb.sentence) for verb in verbs])


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Tanggap: complaints that are answered, on time.

    Every verb has --help; those that report have --json.
    Exit codes: 0 good, 1 the thing asked found a fault, 2 wrong use.
    """


if __name__ == "__main__":
    main(prog_name="./tanggap")
