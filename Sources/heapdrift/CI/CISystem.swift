/// A CI system, or cron.
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

    /// The file that the lines are for; `nil` for cron.
    var file: String? {
        switch self {
        case .github: ".github/workflows/heap.yml"
        case .gitlab: ".gitlab-ci.yml"
        case .azure: "azure-pipelines.yml"
        case .jenkins: "Jenkinsfile"
        case .cron: nil
        }
    }

    /// Where the lines go, in words.
    var place: String { file ?? "a crontab" }

    /// The beginning of a comment.
    private var comment: String { self == .jenkins ? "//" : "#" }

    /// Lines to copy, which work from an empty repository and an empty cache.
    func lines(_ job: CheckJob) -> String {
        let lines =
            switch self {
            case .github: job.github
            case .gitlab: job.gitlab
            case .azure: job.azure
            case .jenkins: job.jenkins
            case .cron: job.cron
            }
        return lines + "\n" + job.otherWays(onServer: self == .cron).map { $0.isEmpty ? comment + "\n" : "\(comment) \($0)\n" }.joined()
    }
}
