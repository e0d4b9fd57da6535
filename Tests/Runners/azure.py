"""Plays a pipeline of Azure Pipelines: artifacts are copies of the folders that it names, and 'script:' is run by a shell as the agent does."""
import os, re

import yaml

from machine import copied, write


class Azure:
    def __init__(self, machine, text):
        self.machine = machine
        self.document = yaml.safe_load(text)
        # The artifact of the newest run of each branch.
        self.artifacts = {}
        self.runs = 0

    def run(self, commit, branch="main", pull_request=False, **parameters):
        """The result of the pipeline: `failed`, `log`, `results` (the test results that were published)."""
        self.runs += 1
        ref = f"refs/pull/{self.runs}/merge" if pull_request else f"refs/heads/{branch}"
        workspace = self.machine.checkout(commit, f"azure-{self.runs}")
        temporary = os.path.join(self.machine.folder, "agent", str(self.runs))
        os.makedirs(temporary)
        environment = {"PATH": self.machine.path, "HOME": self.machine.home, "TF_BUILD": "True", "BUILD_SOURCEVERSION": commit,
                       "BUILD_SOURCEBRANCH": ref, "AGENT_TEMPDIRECTORY": temporary}
        values = {parameter["name"]: parameter["default"] for parameter in self.document["parameters"]} | parameters
        result = Result()
        try:
            for step in self.document["steps"]:
                condition = step.get("condition", "succeeded()")
                wanted = {"succeeded()": not result.failed, "always()": True,
                          "and(always(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))": ref == "refs/heads/main"}
                if wanted[condition]:
                    self.step(step, workspace, environment, values, result)
        finally:
            self.machine.end_service(workspace)
        return result

    def step(self, step, workspace, environment, values, result):
        if "script" in step:
            script = os.path.join(environment["AGENT_TEMPDIRECTORY"], "step.sh")
            write(script, step["script"])
            own = {name: re.sub(r"\$\{\{ parameters\.(\w+) \}\}", lambda match: values[match.group(1)], value)
                   for name, value in step.get("env", {}).items()}
            code, said = self.machine.run(["bash", "--noprofile", "--norc", script], workspace, environment | own)
            environment.update(re.findall(r"(?m)^##vso\[task\.setvariable variable=(\w+)\](.*)$", said))
            result.log += said
            result.failed |= code != 0
        elif "publish" in step:
            folder = os.path.join(environment["AGENT_TEMPDIRECTORY"], step["artifact"])
            copied(os.path.join(workspace, step["publish"]), folder)
            self.artifacts[environment["BUILD_SOURCEBRANCH"], step["artifact"]] = folder
        elif step["task"] == "DownloadPipelineArtifact@2":
            inputs = step["inputs"]
            found = self.artifacts.get((inputs["runBranch"], inputs["artifact"]))
            if found:
                copied(found, os.path.join(workspace, inputs["path"]))
            else:
                result.failed |= not step.get("continueOnError")
        elif step["task"] == "PublishTestResults@2":
            path = os.path.join(workspace, step["inputs"]["testResultsFiles"])
            if os.path.exists(path):
                with open(path) as f:
                    result.results = f.read()
        else:
            raise AssertionError(f"the play does not know '{step}'")


class Result:
    def __init__(self):
        self.failed, self.log, self.results = False, "", ""
