"""Plays a workflow of GitHub Actions: its own actions are replaced by copies of the folders that the workflow names, and everything in
'run:' is run by a shell as the runner does."""
import json, os, re

import yaml

from machine import copied, write


class GitHub:
    def __init__(self, machine, workflow):
        self.machine = machine
        self.document = yaml.safe_load(workflow)
        # YAML 1.1 reads the key 'on' as true.
        self.events = self.document.get("on", self.document.get(True))
        # (ref, key, folder), oldest first
        self.caches = []
        self.runs = 0

    def run(self, event, commit, branch="main", **inputs):
        """The conclusion of the job, and what it wrote: its log, the summary, files that were uploaded."""
        if event not in self.events:
            raise AssertionError(f"the workflow has no '{event}'")
        if event == "push" and branch not in self.events["push"]["branches"]:
            raise AssertionError(f"the workflow is not for pushes to {branch}")
        self.runs += 1
        (job,) = self.document["jobs"].values()
        ref = {"pull_request": f"refs/pull/{self.runs}/merge"}.get(event, f"refs/heads/{branch}")
        run = Run(self, event, ref, f"run-{self.runs}", inputs)
        workspace = run.workspace
        environment = {
            "PATH": self.machine.path, "HOME": self.machine.home, "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": event,
            "GITHUB_SHA": commit, "GITHUB_REF": ref, "GITHUB_REF_NAME": ref.split("/", 2)[2], "GITHUB_WORKSPACE": workspace,
            "GITHUB_HEAD_REF": branch if event == "pull_request" else "", "GITHUB_ENV": run.file("env"),
            "GITHUB_STEP_SUMMARY": run.file("summary.md"), "RUNNER_TEMP": run.file("temp"),
        }
        os.makedirs(environment["RUNNER_TEMP"])
        for name in ("GITHUB_ENV", "GITHUB_STEP_SUMMARY"):
            write(environment[name], "")
        try:
            for step in job["steps"]:
                condition = str(step.get("if", "success()"))
                if not run.value(condition if re.search(r"\b(always|success|failure)\(\)", condition) else f"success() && ({condition})"):
                    continue
                code = run.step(step, commit, environment)
                if code and not step.get("continue-on-error"):
                    run.failed = True
                    run.codes.append(code)
        finally:
            self.machine.end_service(workspace)
        with open(environment["GITHUB_STEP_SUMMARY"]) as f:
            run.summary = f.read()
        return run


class Run:
    def __init__(self, github, event, ref, name, inputs):
        self.github, self.event, self.ref, self.name, self.inputs = github, event, ref, name, inputs
        self.workspace = os.path.join(github.machine.folder, "workspaces", name)
        self.failed, self.codes, self.log, self.uploads, self.summary = False, [], "", [], ""

    def file(self, name):
        return os.path.join(self.github.machine.folder, "runner", self.name, name)

    @property
    def conclusion(self):
        return "failure" if self.failed else "success"

    @property
    def annotations(self):
        return [line for line in self.log.splitlines() if re.match(r"::(error|warning|notice) ", line)]

    # --- expressions ---

    def value(self, text):
        """The value of an expression of the few forms that the lines use."""
        known = {"github.run_id": self.name, "github.run_attempt": "1", "github.event_name": self.event, "github.ref": self.ref}
        known |= {f"inputs.{name}": value for name, value in self.inputs.items()}

        def name(match):
            word = match.group(0)
            if word.startswith("'"):
                return repr(word[1:-1])
            if word.startswith(("github.", "inputs.")):
                if word.startswith("github.") and word not in known:
                    raise AssertionError(f"the play does not know '{word}'")
                return repr(known.get(word, ""))
            functions = {"always": "True", "success": repr(not self.failed), "failure": repr(self.failed)}
            if word.rstrip("()") in functions:
                return functions[word.rstrip("()")]
            return {"&&": " and ", "||": " or "}.get(word, word)

        python = re.sub(r"'[^']*'|(?:always|success|failure)\(\)|(?:github|inputs)\.[a-z_]+|&&|\|\|", name, text)
        return eval(python, {"__builtins__": {}}, {"hashFiles": lambda path: "x" if os.path.exists(os.path.join(self.workspace, path)) else ""})

    def filled(self, text):
        return re.sub(r"\$\{\{ *(.*?) *\}\}", lambda match: str(self.value(match.group(1))), str(text))

    # --- steps ---

    def step(self, step, commit, environment):
        if "run" in step:
            own = dict(environment)
            with open(environment["GITHUB_ENV"]) as f:
                own.update(line.split("=", 1) for line in f.read().splitlines() if line)
            own.update({name: self.filled(value) for name, value in step.get("env", {}).items()})
            script = self.file("step.sh")
            write(script, self.filled(step["run"]))
            # A step without 'shell:' is run by 'bash -e'.
            code, said = self.github.machine.run(["bash", "-e", script], self.workspace, own)
            self.log += said
            return code
        action, inputs = step["uses"], {name: self.filled(value) for name, value in step.get("with", {}).items()}
        if action == "actions/checkout@v4":
            self.github.machine.checkout(commit, self.name)
        elif action == "actions/cache/restore@v4":
            self.restore(**{name.replace("-", "_"): value for name, value in inputs.items()})
        elif action == "actions/cache/save@v4":
            self.save(**inputs)
        elif action == "github/codeql-action/upload-sarif@v3":
            with open(os.path.join(self.workspace, inputs["sarif_file"])) as f:
                self.uploads.append(json.load(f))
        else:
            raise AssertionError(f"the play does not know '{action}'")
        return 0

    def restore(self, path, key, restore_keys=""):
        """The newest cache whose key begins so: of this ref, else of the main branch."""
        for ref in (self.ref, "refs/heads/main"):
            for prefix in [key] + restore_keys.split():
                found = [folder for of, name, folder in self.github.caches if of == ref and name.startswith(prefix)]
                if found:
                    return copied(found[-1], os.path.join(self.workspace, path))
        return None

    def save(self, path, key):
        if not os.path.exists(os.path.join(self.workspace, path)):
            self.log += "Warning: Path Validation Error\n"
            return
        if any(name == key for _, name, _ in self.github.caches):
            raise AssertionError(f"a second cache '{key}'")
        folder = self.file("cache")
        copied(os.path.join(self.workspace, path), folder)
        self.github.caches.append((self.ref, key, folder))
