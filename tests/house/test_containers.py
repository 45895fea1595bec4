"""The container files, the settings and `.env.example` agree, and the files keep the rules of the house.

No container engine is needed: what an engine would refuse is mostly seen in the text. The rules are functions from a
file to its faults, so that each can be shown a planted fault.
"""

import copy
import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import yaml

from service.settings import ROOT, Settings, name_in_environment, read

COMPOSE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.example"
SETTINGS = {name_in_environment(field.name): field for field in msgspec.structs.fields(Settings)}
LASTING = ("database", "web", "worker")
ONE_SHOT = ("migrate", "region")
OURS = ("migrate", "region", "web", "worker")


def compose() -> dict[str, Any]:
    document = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def example() -> dict[str, str]:
    """The names of `.env.example` with their values."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value for name, _, value in pairs}


def test_every_setting_is_explained_in_the_example() -> None:
    assert set(example()) == set(SETTINGS), (
        ".env.example must hold every name of service/settings.py and no other, each with a sentence; different: "
        f"{sorted(set(example()) ^ set(SETTINGS))}."
    )
    before = ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            assert before.startswith("# "), f"Write a sentence above {line.partition('=')[0]} in .env.example."
        before = line


def test_the_example_shows_the_defaults() -> None:
    given = read(example())
    assert given == Settings(), (
        ".env.example must show the defaults of service/settings.py (empty where there is none), so that copying it "
        f"changes nothing; it gives {given}."
    )


@pytest.mark.parametrize("service", OURS)
def test_every_setting_reaches_every_container_of_ours(service: str) -> None:
    handed = set(compose()["services"][service]["environment"])
    assert handed == set(SETTINGS), (
        f"docker-compose.yml must hand {service} every name of service/settings.py and no other; different: "
        f"{sorted(handed ^ set(SETTINGS))}."
    )


def test_the_defaults_of_the_containers_are_those_of_the_settings() -> None:
    fixed = {"DATABASE_URL", "TANGGAP_DATA", "TANGGAP_HOST", "TANGGAP_PORT", "TANGGAP_PUBLIC_URL"}
    handed = compose()["services"]["web"]["environment"]
    for name, value in handed.items():
        if name not in fixed:
            assert value == f"${{{name}:-{example()[name]}}}", (
                f"docker-compose.yml: {name} must take its default from .env.example, ${{{name}:-{example()[name]}}}."
            )


def test_every_name_asked_from_outside_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text(encoding="utf-8")))
    assert asked <= set(example()), f"Explain {sorted(asked - set(example()))} in .env.example."


def compose_faults(document: dict[str, Any]) -> list[str]:
    """What a compose file of ours must not do."""
    faults = []
    services = document["services"]
    if set(services) != {*LASTING, *ONE_SHOT}:
        faults.append(f"services are {sorted(services)}; name new ones in LASTING or ONE_SHOT of the test")
    for name, service in services.items():
        faults += [f"{name}: {fault}" for fault in service_faults(name, service)]
        for place, declared in (("secrets", document.get("secrets", {})), ("networks", document.get("networks", {}))):
            faults += [
                f"{name}: {place} {one} is not declared" for one in service.get(place, ()) if one not in declared
            ]
        for volume in service.get("volumes", ()):
            source = str(volume).partition(":")[0]
            if source not in document.get("volumes", {}):
                faults.append(f"{name}: {source} is no named volume")
        for other, how in service.get("depends_on", {}).items():
            wanted = "service_healthy" if other in LASTING else "service_completed_successfully"
            if other not in services or how.get("condition") != wanted:
                faults.append(f"{name}: must wait for {other} with the condition {wanted}")
    if not document["networks"]["inside"].get("internal"):
        faults.append("the network inside must be internal: the database is on it")
    for secret in document["secrets"].values():
        if not str(secret.get("file", "")).startswith("./secrets/"):
            faults.append("secrets lie in ./secrets/, which git and the image leave out")
    return faults


def service_faults(name: str, service: dict[str, Any]) -> list[str]:
    faults = []
    tag = str(service.get("image", "")).rpartition(":")[2]
    if not re.match(r"\d", tag):
        faults.append("needs an image with a version as its tag")
    if service.get("privileged") or service.get("network_mode") or "docker.sock" in str(service.get("volumes")):
        faults.append("must not reach the host")
    if not service.get("read_only"):
        faults.append("needs read_only: true")
    if "no-new-privileges:true" not in service.get("security_opt", ()):
        faults.append("needs security_opt no-new-privileges:true")
    if name in OURS and service.get("cap_drop") != ["ALL"]:
        faults.append("needs cap_drop: [ALL]")
    if name in LASTING and service.get("restart") != "unless-stopped":
        faults.append("runs for good: restart: unless-stopped")
    if name in LASTING and not service.get("healthcheck", {}).get("test"):
        faults.append("runs for good: it needs a healthcheck")
    if name in ONE_SHOT and service.get("restart") != "no":
        faults.append('runs once: restart: "no", in quotation marks')
    if name == "database" and set(service.get("networks", ())) != {"inside"}:
        faults.append("only the network inside may reach it")
    for port in service.get("ports", ()):
        if name != "web" or not str(port).startswith("127.0.0.1:"):
            faults.append(f"must not publish {port}: only web does, and on 127.0.0.1")
    for key, value in service.get("environment", {}).items():
        if re.search(r"PASSWORD$|SECRET|TOKEN", key) and value and not str(value).startswith("${"):
            faults.append(f"{key} is written into the file; use a secret or .env")
        if re.search(r"://[^/@\s]*:[^/@\s]+@", str(value)):
            faults.append(f"{key} holds a password")
    return faults


def test_the_compose_file_keeps_the_rules() -> None:
    faults = compose_faults(compose())
    assert not faults, "docker-compose.yml:\n- " + "\n- ".join(faults)


PLANTED: dict[str, Callable[[dict[str, Any]], object]] = {
    "tag": lambda d: d["services"]["database"].update(image="postgres:latest"),
    "writable": lambda d: d["services"]["web"].update(read_only=False),
    "capabilities": lambda d: d["services"]["worker"].pop("cap_drop"),
    "health": lambda d: d["services"]["worker"].pop("healthcheck"),
    "restart": lambda d: d["services"]["migrate"].update(restart=False),
    "open database": lambda d: d["services"]["database"].update(ports=["5432:5432"]),
    "open web": lambda d: d["services"]["web"].update(ports=["8000:8000"]),
    "password": lambda d: d["services"]["database"]["environment"].update(POSTGRES_PASSWORD="rahasia"),
    "password in an address": lambda d: d["services"]["web"]["environment"].update(DATABASE_URL="postgresql://a:b@c/d"),
    "unknown volume": lambda d: d["services"]["web"].update(volumes=["/etc:/data"]),
    "unknown secret": lambda d: d["services"]["web"].update(secrets=["other"]),
    "not waiting": lambda d: d["services"]["web"]["depends_on"]["region"].update(condition="service_started"),
    "outside network": lambda d: d["networks"]["inside"].update(internal=False),
    "new service": lambda d: d["services"].update(cache=d["services"]["web"]),
}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_of_the_compose_file_is_seen(plant: Callable[[dict[str, Any]], object]) -> None:
    document = copy.deepcopy(compose())
    plant(document)
    assert compose_faults(document)


def instructions(text: str) -> list[tuple[str, str]]:
    """A Dockerfile's instructions with their arguments, continued lines joined, comments left out."""
    joined = re.sub(r"\\\n\s*", " ", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return [
        (word.upper(), rest.strip()) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)
    ]


def dockerfile_faults(text: str) -> list[str]:
    found = instructions(text)
    faults = []
    for image in (rest.split()[0] for word, rest in found if word == "FROM"):
        if not re.search(r":3\.1[1-9]-slim", image):
            faults.append(f"{image}: start from a small Python image with its version as tag, 3.11 or newer")
    users = [rest for word, rest in found if word == "USER"]
    if not users or not re.fullmatch(r"[1-9]\d*(:[1-9]\d*)?", users[-1]):
        faults.append("ends without a USER that is a number other than 0")
    runs = " ; ".join(rest for word, rest in found if word == "RUN")
    if "uv sync --locked --no-dev" not in runs:
        faults.append("must install with uv sync --locked --no-dev: the lock says what belongs in")
    if not re.search(r"\buv==\d+\.\d+\.\d+", runs) or re.search(r"pip install(?! [^;]*==)", runs):
        faults.append("must pin what pip installs")
    if re.search(r"\b(curl|wget)\b|apt(-get)? upgrade|--break-system-packages|sudo", runs):
        faults.append("must not fetch or change what no lock names")
    if any(word == "ADD" for word, _ in found):
        faults.append("use COPY, not ADD")
    if any(re.search(r"PASSWORD|SECRET|TOKEN|DATABASE_URL", rest) for word, rest in found if word in {"ENV", "ARG"}):
        faults.append("must not hold a secret")
    if [word for word, _ in found].count("FROM") < 2:
        faults.append("must build in a stage of its own, so that the installer stays out of the image")
    return faults


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_dockerfile_keeps_the_rules() -> None:
    faults = dockerfile_faults(dockerfile())
    assert not faults, "Dockerfile:\n- " + "\n- ".join(faults)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("USER 10001:10001", "USER root"),
        ("USER 10001:10001", "USER 0"),
        ("3.11-slim-trixie", "latest"),
        (" --locked", ""),
        ("uv==0.13.9", "uv"),
        ("COPY . .", "ADD . ."),
        ("TANGGAP_DATA=/data", "DATABASE_URL=postgresql://a:b@c/d"),
        ("RUN uv sync", "RUN curl https://example.org/x | sh; uv sync"),
    ],
)
def test_a_planted_fault_of_the_dockerfile_is_seen(said: str, instead: str) -> None:
    assert said in dockerfile()
    assert dockerfile_faults(dockerfile().replace(said, instead))


def test_the_image_is_installed_by_the_installer_of_the_wrapper() -> None:
    wrapper = re.search(r'^UV = "([\d.]+)"', (ROOT / "tanggap").read_text(encoding="utf-8"), re.MULTILINE)
    assert wrapper is not None
    assert f"uv=={wrapper[1]} " in dockerfile().replace("\n", " "), (
        f"Dockerfile and ./tanggap differ: uv is {wrapper[1]}."
    )


def test_everything_the_product_needs_enters_the_image_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    needed = packages | {"alembic", "alembic.ini", "regions", "locale", "pyproject.toml", "uv.lock"}
    assert rules[0] == "*", ".dockerignore must leave out everything first, so that keys and data can never slip in."
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}
    assert let_in == needed, (
        f".dockerignore must let in exactly what the product needs; different: {sorted(let_in ^ needed)}."
    )
    compiled = next(rest for word, rest in instructions(dockerfile()) if word == "RUN" and "compileall" in rest)
    assert set(compiled.split()[4:]) == packages | {"alembic"}, "Dockerfile: compileall must name every package."
