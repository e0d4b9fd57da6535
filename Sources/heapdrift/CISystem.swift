/// A CI system, and the lines that run a check there.
enum CISystem: String, CaseIterable {
    case github, gitlab, azure, jenkins, cron

    /// The system whose files are in a folder; `cron` when there are none.
    static func found(in folder: String) -> CISystem {
        let signs: [(CISystem, [String])] = [
            (.github, [".github"]), (.gitlab, [".gitlab-ci.yml"]), (.azure, ["azure-pipelines.yml", ".azure-pipelines"]),
            (.jenkins, ["Jenkinsfile"]),
        ]
        return signs.first { $0.1.contains { fileExists(join(folder, $0)) } }?.0 ?? .cron
    }

    /// Lines to copy. They keep the store file from run to run, so that the next run knows the baseline.
    func snippet(series: String) -> String {
        switch self {
        case .github:
            """
            # .github/workflows/heap.yml, steps of the job that starts the service. The cache carries the store from run to run.
                  - uses: actions/cache@v4
                    with:
                      path: .heapdrift/store.db
                      key: heapdrift-${{ github.run_id }}
                      restore-keys: heapdrift-
                  - run: |
                      createdump --withheap -f after.core "$SERVICE_PID"
                      heapdrift snap --series \(series) after.core
                      heapdrift check \(series) --format github -o "markdown:$GITHUB_STEP_SUMMARY" -o sarif:heap.sarif

            """
        case .gitlab:
            """
            # .gitlab-ci.yml
            heap:
              cache: {key: heapdrift, paths: [.heapdrift/store.db]}
              script:
                - createdump --withheap -f after.core "$SERVICE_PID"
                - heapdrift snap --series \(series) after.core
                - heapdrift check \(series) -o gitlab:gl-code-quality.json -o junit:heap.xml -o openmetrics:metrics.txt
              artifacts:
                when: always
                reports: {codequality: gl-code-quality.json, junit: heap.xml, metrics: metrics.txt}

            """
        case .azure:
            """
            # azure-pipelines.yml
              - task: Cache@2
                inputs: {key: '"heapdrift" | "$(Build.BuildId)"', restoreKeys: '"heapdrift"', path: .heapdrift}
              - script: |
                  createdump --withheap -f after.core "$SERVICE_PID"
                  heapdrift snap --series \(series) after.core
                  heapdrift check \(series) -o junit:heap.xml -o heap.md
              - task: PublishTestResults@2
                condition: always()
                inputs: {testResultsFormat: JUnit, testResultsFiles: heap.xml}

            """
        case .jenkins:
            """
            // Jenkinsfile; the store lies outside of the workspace, so that the next build knows the baseline.
                stage('heap') {
                    environment { HEAPDRIFT_STORE = "${env.HOME}/heapdrift/${env.JOB_NAME}.db" }
                    steps {
                        sh 'createdump --withheap -f after.core "$SERVICE_PID"'
                        sh 'heapdrift snap --series \(series) after.core'
                        sh 'heapdrift check \(series) -o junit:heap.xml'
                    }
                    post { always { junit 'heap.xml' } }
                }

            """
        case .cron:
            """
            # crontab -e: a snapshot every night at three; the dump goes, the snapshot stays.
            0 3 * * *  createdump --withheap -f /var/tmp/\(series).core "$(pidof SERVICE)" && heapdrift snap -q --series \(series) /var/tmp/\(series).core && heapdrift check -q \(series); rm -f /var/tmp/\(series).core

            """
        }
    }
}
