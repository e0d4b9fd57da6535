"""Plays a job of GitLab CI: the cache and the reports are copies of the paths that the job names, and 'script:' is run by a shell as the
runner does."""
import os, re

import yaml

from machine import copied, write


class GitLab:
    def __init__(self, machine, text):
        self.machine = machine
        ((self.name, self.job),) = yaml.safe_load(text).items()
        self.caches = {}
        self.runs = 0

    def run(self, commit, branch="main", merge_request=False, **variables):
        """The result of the job's pipeline: `code`, `log`, `reports` (those that exist); `None` when no rule wants the job."""
        self.runs += 1
        environment = {
            "PATH": self.machine.path, "HOME": self.machine.home, "CI": "true", "GITLAB_CI": "true", "CI_COMMIT_SHA": commit,
            "CI_COMMIT_REF_NAME": branch, "CI_DEFAULT_BRANCH": "main",
            "CI_PIPELINE_SOURCE": "merge_request_event" if merge_request else "push",
        }
        environment.update({"CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": branch} if merge_request else {"CI_COMMIT_BRANCH": branch})
        rule = next((rule for rule in self.job["rules"] if holds(rule["if"], environment)), None)
        if rule is None:
            return None
        environment.update({name: str(value) for name, value in rule.get("variables", {}).items()})
        environment.update(variables)
        workspace = self.machine.checkout(commit, f"pipeline-{self.runs}")
        cache = self.job["cache"]
        policy = expanded(cache["policy"], environment)
        # Branches that are not protected have a cache of their own, unless the job says otherwise.
        key = cache["key"] + ("" if cache.get("unprotect") else "-protected" if branch == "main" else "-non_protected")
        if policy in ("pull", "pull-push") and key in self.caches:
            copied(self.caches[key], workspace)
        script = os.path.join(self.machine.folder, "script.sh")
        write(script, "set -eo pipefail\n" + "\n".join(self.job["script"]) + "\n")
        try:
            code, log = self.machine.run(["bash", script], workspace, environment)
        finally:
            self.machine.end_service(workspace)
        if policy in ("push", "pull-push") and (code == 0 or cache.get("when", "on_success") == "always"):
            folder = os.path.join(self.machine.folder, "caches", str(self.runs))
            for path in cache["paths"]:
                copied(os.path.join(workspace, path), os.path.join(folder, path))
            self.caches[key] = folder
        artifacts = self.job["artifacts"]
        reports = {}
        if code == 0 or artifacts.get("when") == "always":
            for kind, path in artifacts["reports"].items():
                if os.path.exists(os.path.join(workspace, path)):
                    with open(os.path.join(workspace, path)) as f:
                        reports[kind] = f.read()
        return Result(code, log, reports)


class Result:
    def __init__(self, code, log, reports):
        self.code, self.log, self.reports = code, log, reports


def expanded(text, environment):
    return re.sub(r"\$(\w+)", lambda match: environment.get(match.group(1), ""), text)


def holds(condition, environment):
    """`$A == $B` and `$A == "text"`. A variable that is not set equals nothing."""
    left, right = (environment.get(side[1:]) if side.startswith("$") else side.strip('"') for side in condition.split(" == "))
    return left is not None and left == right
