/// A job that dumps a service, takes the snapshot into a series and checks it, as lines for CI systems and cron.
///
/// All of them have the same parts. The store is carried from run to run, also when the check fails. On the main branch the first snapshot
/// becomes the baseline. A pull request is compared with it and changes nothing. Growth that is meant is accepted by a run with a reason.
struct CheckJob {
    /// The name of the series. It is empty until the snapshot is known that says which one.
    var series: String
    /// The path of the budget file from the working directory.
    let budgetPath: String
    /// Its path from the root of the working copy; `nil` when `check` finds it there by itself.
    let budget: String?
    /// The path of the store, if the user gave one.
    let store: String?
    /// The working directory.
    let folder: String
    /// The path of this program.
    let program: String

    /// The series as a word of a shell.
    private var word: String { shellWord(series) }

    private var budgetOption: String { budget.map { " --budget \(shellWord($0))" } ?? "" }

    private func check(_ first: String, _ outputs: String) -> String {
        "heapdrift check \(word)\(budgetOption) \(first)" + outputs
    }

    /// Commands that find the runtime which a process has loaded, beside which `createdump` lies, and that write a dump with it.
    private static func createdump(_ pid: String, _ dump: String) -> [String] {
        [
            #"CLR=$(grep -om1 "/.*/libcoreclr.so" /proc/\#(pid)/maps)"#,
            #""${CLR%/*}/createdump" --withheap -f \#(dump) \#(pid)"#,
        ]
    }

    // MARK: CI systems

    var github: String {
        """
        # \(CISystem.github.file ?? "")
        # The first push to the main branch makes the baseline. Later pushes and pull requests are compared with it. When growth is meant,
        # run the workflow by hand with the reason, and that run's snapshot becomes the baseline.
        # Yours: ./service (it must be the .NET process itself, so it ends in 'exec'), ./load-test, and heapdrift in the PATH of the runner.
        name: heap
        on:
          push: {branches: [main, master]}
          pull_request:
          workflow_dispatch: {inputs: {accept: {description: "Why the heap may be larger from now on", required: true}}}
        permissions: {contents: read, security-events: write}
        jobs:
          heap:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - name: Run the service under load
                run: |
                  ./service > service.log 2>&1 & echo "SERVICE_PID=$!" >> "$GITHUB_ENV"
                  ./load-test
              - name: Dump it
                run: |
                  dotnet tool install --tool-path "$RUNNER_TEMP/tools" dotnet-dump
                  "$RUNNER_TEMP/tools/dotnet-dump" collect --type Heap -p "$SERVICE_PID" -o after.core
              - uses: actions/cache/restore@v4
                with: {path: .heapdrift, key: "heapdrift-${{ github.run_id }}-${{ github.run_attempt }}", restore-keys: heapdrift-}
              - name: Check it
                env: {ACCEPT: "${{ inputs.accept }}"}
                run: |
                  heapdrift snap --series \(word) after.core
                  if [ -n "$ACCEPT" ]; then
                    heapdrift baseline accept \(word) --note "$ACCEPT"
                  else
                    if [ "$GITHUB_EVENT_NAME" = push ]; then first=--first-becomes-baseline; fi
                    \(check("$first ", "--format github -o \"markdown:$GITHUB_STEP_SUMMARY\" -o sarif:heap.sarif"))
                  fi
              - uses: actions/cache/save@v4
                if: always() && github.event_name != 'pull_request'
                with: {path: .heapdrift, key: "heapdrift-${{ github.run_id }}-${{ github.run_attempt }}"}
              - uses: github/codeql-action/upload-sarif@v3
                if: always() && hashFiles('heap.sarif') != ''
                continue-on-error: true  # a private repository needs Advanced Security for it
                with: {sarif_file: heap.sarif, category: heapdrift}

        """
    }

    var gitlab: String {
        """
        # \(CISystem.gitlab.file ?? "")
        # The first pipeline of the main branch makes the baseline. Later ones and merge requests are compared with it. When growth is
        # meant, run a pipeline of the main branch with the variable HEAP_ACCEPT, and that run's snapshot becomes the baseline.
        # Yours: ./service (it must be the .NET process itself, so it ends in 'exec'), ./load-test, and an image with both and heapdrift.
        heap:
          rules:
            - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
              variables: {HEAP_FIRST: --first-becomes-baseline, HEAP_CACHE: pull-push}
            - if: $CI_PIPELINE_SOURCE == "merge_request_event"
              variables: {HEAP_FIRST: "", HEAP_CACHE: pull}
          cache: {key: heapdrift, paths: [.heapdrift/], policy: $HEAP_CACHE, when: always, unprotect: true}
          script:
            - ./service > service.log 2>&1 & SERVICE_PID=$!
            - ./load-test
            - \(CheckJob.createdump("$SERVICE_PID", "after.core")[0])
            - '\(CheckJob.createdump("$SERVICE_PID", "after.core")[1])'
            - heapdrift snap --series \(word) after.core
            - |
              if [ -n "$HEAP_ACCEPT" ]; then
                heapdrift baseline accept \(word) --note "$HEAP_ACCEPT"
              else
                \(check("$HEAP_FIRST ", "-o gitlab:gl-code-quality.json -o junit:heap.xml -o openmetrics:metrics.txt"))
              fi
          artifacts:
            when: always
            reports: {codequality: gl-code-quality.json, junit: heap.xml, metrics: metrics.txt}

        """
    }

    var azure: String {
        """
        # \(CISystem.azure.file ?? "")
        # The first run of the main branch makes the baseline. Later ones and pull requests are compared with it. When growth is meant, run
        # the pipeline by hand with the reason, and that run's snapshot becomes the baseline.
        # Yours: ./service (it must be the .NET process itself, so it ends in 'exec'), ./load-test, and heapdrift in the PATH of the agent.
        parameters:
          - {name: accept, displayName: Why the heap may be larger from now on, type: string, default: " "}
        trigger: [main]
        pool: {vmImage: ubuntu-latest}
        steps:
          - script: |
              ./service > service.log 2>&1 & echo "##vso[task.setvariable variable=SERVICE_PID]$!"
              ./load-test
          - script: |
              set -e
              dotnet tool install --tool-path "$AGENT_TEMPDIRECTORY/tools" dotnet-dump
              "$AGENT_TEMPDIRECTORY/tools/dotnet-dump" collect --type Heap -p "$SERVICE_PID" -o after.core
          # A cache is not saved when a job fails, so the store is an artifact of the main branch.
          - task: DownloadPipelineArtifact@2
            continueOnError: true
            inputs:
              {source: specific, project: $(System.TeamProjectId), pipeline: $(System.DefinitionId), runVersion: latestFromBranch,
               runBranch: refs/heads/main, allowFailedBuilds: true, allowPartiallySucceededBuilds: true, artifact: heapdrift, path: .heapdrift}
          - script: |
              set -e
              heapdrift snap --series \(word) after.core
              if [ -n "${ACCEPT# }" ]; then
                heapdrift baseline accept \(word) --note "$ACCEPT"
              else
                if [ "$BUILD_SOURCEBRANCH" = refs/heads/main ]; then first=--first-becomes-baseline; fi
                \(check("$first ", "-o junit:heap.xml -o heap.md"))
              fi
            env: {ACCEPT: "${{ parameters.accept }}"}
          - publish: .heapdrift
            artifact: heapdrift
            condition: and(always(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))
          - task: PublishTestResults@2
            condition: always()
            inputs: {testResultsFormat: JUnit, testResultsFiles: heap.xml}

        """
    }

    var jenkins: String {
        #"""
        // \#(CISystem.jenkins.file ?? "")
        // The store lies outside of the workspace. The first build of the main branch makes the baseline; the others are compared with it.
        // When growth is meant, build with the parameter ACCEPT, and that build's snapshot becomes the baseline.
        // Yours: ./service (it must be the .NET process itself, so it ends in 'exec'), ./load-test, and heapdrift in the PATH of the agent.
        pipeline {
            agent any
            parameters { string(name: 'ACCEPT', defaultValue: '', description: 'Why the heap may be larger from now on') }
            environment { HEAPDRIFT_STORE = "${env.HOME}/heapdrift/\#(fileName).db" }
            stages {
                stage('heap') {
                    steps {
                        sh '''
                            set -e
                            ./service > service.log 2>&1 & SERVICE_PID=$!
                            ./load-test
                            \#(CheckJob.createdump("$SERVICE_PID", "after.core")[0])
                            \#(CheckJob.createdump("$SERVICE_PID", "after.core")[1])
                            kill "$SERVICE_PID"
                            heapdrift snap --series \#(word) after.core
                            if [ -n "$ACCEPT" ]; then
                              heapdrift baseline accept \#(word) --note "$ACCEPT"
                            else
                              if [ "${BRANCH_NAME:-main}" = main ]; then first=--first-becomes-baseline; fi
                              \#(check("$first ", "-o junit:heap.xml"))
                            fi
                        '''
                    }
                    post { always { junit testResults: 'heap.xml', allowEmptyResults: true } }
                }
            }
        }

        """#
    }

    // MARK: cron

    /// A line of a crontab, in which `%` ends the command unless it is escaped. cron has a short PATH and another working directory.
    var cron: String {
        let dump = shellWord("/var/tmp/\(fileName).core")
        let heapdrift = shellWord(program)
        let options = (store.map { " --store \(shellWord(absolute($0)))" } ?? "")
        let steps = [
            "PID=$(pidof -s SERVICE)", CheckJob.createdump("$PID", dump).joined(separator: " && "),
            "\(heapdrift) snap --series \(word)\(options) \(dump)",
            "\(heapdrift) check \(word)\(options) --budget \(shellWord(budgetPath)) --first-becomes-baseline",
        ]
        let command =
            "cd \(shellWord(folder)) && { \(steps.joined(separator: " && ")); } >heapdrift.log 2>&1"
            + " || { echo \(shellWord("\(series): the heap check is red or could not run")); cat heapdrift.log; }; rm -f \(dump)"
        return """
            # crontab -e, of the service's user or of root: a snapshot every night at three, compared with the first night's. The dump goes, the
            # snapshot stays, and cron mails the log when the check is red or could not run. Yours: the name of the process in place of SERVICE.
            0 3 * * *  \(command.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "\\%"))

            """
    }

    private func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : join(folder, path) }

    // MARK: Other ways to a dump

    /// Lines without a comment sign. `onServer`: there is no build that could install anything.
    func otherWays(onServer: Bool) -> [String] {
        let dump = "after.core"
        return [
            "Other ways to \(onServer ? "a dump" : dump):",
            "- dotnet-dump collect --type Heap -p PID -o \(dump)",
            "  (dotnet tool install --global dotnet-dump; it needs the process's user and /tmp, and no right to trace)",
            "- A container without tools: its runtime writes the dump when the process is told to abort.",
            "    docker run -d --name service -v \"$PWD:/dumps\" -e DOTNET_DbgEnableMiniDump=1 -e DOTNET_DbgMiniDumpType=2 "
                + "-e DOTNET_DbgMiniDumpName=/dumps/\(dump) IMAGE",
            "    docker kill --signal ABRT service    # written when 'docker logs service' says so",
            "- A container that lives on: createdump lies beside its runtime (docker run --cap-add SYS_PTRACE).",
            "    docker exec service sh -c '\(CheckJob.createdump("1", "/tmp/\(dump)").joined(separator: " && "))' "
                + "&& docker cp service:/tmp/\(dump) .",
            "- A sidecar: dotnet-monitor, which shares the service's /tmp.",
            "    curl -fsS -o \(dump) 'http://localhost:52323/dump?type=WithHeap'",
        ]
    }

    /// The series as a part of a file's name.
    private var fileName: String { CheckJob.plain(series) }

    /// The series of a service in a folder: the folder's name.
    static func series(of folder: String) -> String {
        let name = plain(String(folder.split(separator: "/").last ?? ""))
        return name.contains { $0.isLetter || $0.isNumber } ? name : "service"
    }

    private static func plain(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" })
    }
}
