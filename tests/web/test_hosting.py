"""The hosting page: its settings are those of the README and of the server, its files hold what the server has."""

import html
import re
from dataclasses import fields
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from app.__main__ import GRACE, PORT
from app.bootstrap import ROOT
from app.web.hosting import APART, EXAMPLES, MEASURED, SETTINGS, WAYS, Said, cores_for, written
from app.web.hosts import PROBES
from app.web.settings import PREFIX, Settings, settings_from
from tests import readme
from tests.dockerfile import stages

BROWSER = {"accept": "text/html"}
README = (ROOT / "README.md").read_text(encoding="utf-8")
FINAL = stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))[-1]
FILES = {name: written(name) for name in EXAMPLES}


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(FILES[name]))


def every(found: object, key: str) -> list[Any]:
    """All that stands under a key, at any depth."""
    if isinstance(found, list):
        return [each for item in found for each in every(item, key)]
    if not isinstance(found, dict):
        return []
    here = [found[key]] if key in found else []
    return here + [each for value in found.values() for each in every(value, key)]


def environment(name: str) -> dict[str, str]:
    """The variables that a file sets, in either form."""
    found: dict[str, str] = {}
    for given in every(documents(name), "env") + every(documents(name), "environment"):
        found |= given if isinstance(given, dict) else {each["name"]: each["value"] for each in given}
    return found


def containers(name: str) -> list[dict[str, Any]]:
    [found] = every(documents(name), "containers")
    return list(found)


def test_every_setting_is_said_once_and_as_the_readme_has_it() -> None:
    assert [each.field for each in SETTINGS] == [field.name for field in fields(Settings)]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", readme.section(README, "Settings"), re.MULTILINE)
    assert [(each.name, each.value, each.meaning) for each in SETTINGS] == rows
    assert Said("hosts", "a `b` c").pieces == [("a ", False), ("b", True), (" c", False)]


def test_the_page_holds_the_settings_the_files_and_the_numbers(client: TestClient) -> None:
    text = client.get("/hosting", headers=BROWSER).text
    plain = html.unescape(re.sub(r"<[^>]+>", "", text))
    for each in SETTINGS:
        assert each.name in plain and each.meaning.replace("`", "") in plain
    for name, content in FILES.items():
        assert content.rstrip() in plain
        answer = client.get(f"/hosting/{name}")
        assert answer.text == content and answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert client.get("/hosting/missing.yaml").status_code == 404
    assert client.get("/hosting/..%2fbase.html").status_code == 404
    for way in WAYS:
        assert way.what in plain
        for readers in (way.apart, way.together):
            assert f"{readers:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") in plain


def test_every_link_leads_to_a_page_and_the_other_pages_lead_here(client: TestClient) -> None:
    text = client.get("/hosting", headers=BROWSER).text
    for link in {html.unescape(each) for each in re.findall(r'href="(/[^"]*|#[^"]*)"', text)}:
        if link.startswith("#"):
            assert f'id="{link[1:]}"' in text, link
        else:
            assert client.get(link, headers=BROWSER).status_code == 200, link
    assert 'href="/hosting"' in client.get("/teach", headers=BROWSER).text
    assert 'data-theme="dark"' in client.get("/hosting?theme=dark", headers=BROWSER).text
    wrong = client.get("/hosting?seed=1", headers=BROWSER)
    assert wrong.status_code == 422 and 'href="/hosting' in wrong.text


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".yaml")])
def test_the_variables_of_a_file_are_settings_that_can_be_used(name: str) -> None:
    given = environment(name)
    known = {PREFIX + field.name.upper() for field in fields(Settings)}
    assert given and set(given) <= known
    assert all(isinstance(value, str) for value in given.values())
    assert settings_from(given) != Settings()


@pytest.mark.parametrize("name", ["kubernetes.yaml", "cloud-run.yaml"])
def test_probes_ask_for_what_there_is_where_it_listens(name: str, client: TestClient) -> None:
    [container] = containers(name)
    [port] = container["ports"]
    assert port["containerPort"] == PORT
    probes = {key: each["httpGet"] for key, each in container.items() if key.endswith("Probe")}
    assert {"startupProbe", "livenessProbe"} <= set(probes)
    for probe in probes.values():
        assert probe["path"] in PROBES and client.get(probe["path"]).status_code == 200
        assert probe["port"] in (PORT, port["name"])
    # A server that is only busy must not be started anew.
    assert probes["livenessProbe"]["path"] == "/livez"
    assert container["resources"]["limits"]["memory"]


def test_kubernetes_names_fit_together_and_the_image_may_run_so() -> None:
    kinds = {each["kind"]: each for each in documents("kubernetes.yaml")}
    assert set(kinds) == {"Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Ingress"}
    spec = kinds["Deployment"]["spec"]
    labels = spec["template"]["metadata"]["labels"]
    selectors = [
        *every(kinds["Deployment"], "matchLabels"),
        *every(kinds["PodDisruptionBudget"], "matchLabels"),
        kinds["Service"]["spec"]["selector"],
    ]
    assert all(selector == labels for selector in selectors) and len(selectors) == 4
    assert "replicas" not in spec  # the autoscaler decides; each new roll-out would set them back
    assert kinds["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == kinds["Deployment"]["metadata"]["name"]
    [container] = containers("kubernetes.yaml")
    assert kinds["Service"]["spec"]["ports"][0]["targetPort"] == container["ports"][0]["name"]
    assert kinds["Ingress"]["spec"]["rules"][0]["host"] == environment("kubernetes.yaml")["NORMAXIS_HOSTS"]
    pause = int(container["lifecycle"]["preStop"]["exec"]["command"][1])
    assert spec["template"]["spec"]["terminationGracePeriodSeconds"] > pause + GRACE
    user = next(each for each in reversed(FINAL) if each.name == "USER").rest.partition(":")[0]
    assert spec["template"]["spec"]["securityContext"]["runAsNonRoot"] and int(user) > 0
    assert container["securityContext"]["readOnlyRootFilesystem"]


def test_compose_builds_this_project_and_publishes_its_port() -> None:
    [document] = documents("compose.yaml")
    service = document["services"]["normaxis"]
    assert service["build"] == "." and (ROOT / "Dockerfile").exists()
    assert [each.split(":")[1] for each in service["ports"]] == [str(PORT)]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert int(service["stop_grace_period"].removesuffix("s")) > GRACE


def test_the_number_of_readers_follows_from_what_was_measured() -> None:
    for measured in MEASURED:
        assert measured.lost == 0 and measured.thousandths == f"{measured.busy * 1000:.2f}"
        carried = measured.readers(1)
        assert carried * measured.busy <= 0.5 < (carried + 10) * measured.busy
        assert measured.readers(2) >= 2 * carried
    assert cores_for(1) == 1
    assert cores_for(APART.readers(4)) <= 4 < cores_for(2 * APART.readers(4))
