/// The revision of the sources that a snapshot belongs to, from the CI system or from git.
struct SourceRevision: Equatable {
    var commit: String
    var branch: String?
    /// Whether there are uncommitted changes. The environment of a CI system does not say it.
    var isDirty = false

    /// The revision as labels of a snapshot.
    var labels: [String: String] {
        var labels = ["commit": commit]
        if let branch, !branch.isEmpty { labels["branch"] = branch }
        if isDirty { labels["dirty"] = "true" }
        return labels
    }

    /// The revision from the variables of GitHub Actions, GitLab CI, Azure Pipelines or Jenkins. For a pull request the branch is its
    /// source.
    static func ofCI(_ environment: [String: String]) -> SourceRevision? {
        func value(_ names: String...) -> String? { names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } }
        func revision(_ commit: String?, _ branch: String?) -> SourceRevision? { commit.map { SourceRevision(commit: $0, branch: branch) } }
        if environment["GITHUB_ACTIONS"] == "true" { return revision(value("GITHUB_SHA"), value("GITHUB_HEAD_REF", "GITHUB_REF_NAME")) }
        if value("GITLAB_CI") != nil {
            return revision(value("CI_COMMIT_SHA"), value("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_REF_NAME"))
        }
        if value("TF_BUILD") != nil {
            let branch = value("SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCH").map { withoutPrefix("refs/heads/", $0) }
            return revision(value("BUILD_SOURCEVERSION"), branch)
        }
        if value("JENKINS_URL") != nil {
            return revision(value("GIT_COMMIT"), value("CHANGE_BRANCH", "GIT_BRANCH").map { withoutPrefix("origin/", $0) })
        }
        return nil
    }

    private static func withoutPrefix(_ prefix: String, _ text: String) -> String {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    }

    /// The revision from the output of `git status --porcelain=v2 --branch`; `nil` when there is no commit yet.
    static func ofGitStatus(_ output: String) -> SourceRevision? {
        var revision: SourceRevision?
        var branch: String?
        var isDirty = false
        for line in output.split(separator: "\n") {
            if line.hasPrefix("# branch.oid ") {
                let commit = line.dropFirst(13)
                if commit.allSatisfy(\.isHexDigit) { revision = SourceRevision(commit: String(commit)) }
            } else if line.hasPrefix("# branch.head ") {
                // A detached HEAD is on no branch.
                branch = line.hasSuffix("(detached)") ? nil : String(line.dropFirst(14))
            } else if !line.hasPrefix("#") {
                isDirty = true
            }
        }
        revision?.branch = branch
        revision?.isDirty = isDirty
        return revision
    }
}
