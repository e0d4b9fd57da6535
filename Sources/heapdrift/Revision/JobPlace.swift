import FoundationEssentials

/// Where the job runs that takes snapshots: its pod of Kubernetes, or its unit of systemd. Nothing of it comes from a dump.
///
/// A CI system runs its jobs in pods and services of its own, which say nothing about the dumped process. There only what the job's own
/// environment names counts (`POD_NAME`, `SYSTEMD_UNIT` and the like).
enum JobPlace {
    /// The labels `namespace`, `pod`, `container`, `image` and `unit`, as far as they are known.
    static func labels(_ environment: [String: String], isInCI: Bool, read: (String) -> String? = content) -> [String: String] {
        func value(_ names: String...) -> String? { names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } }
        var labels: [String: String] = [:]
        // Names that manifests give by the downward API; the documentation of Kubernetes has them with and without MY_.
        let pod = value("POD_NAME", "MY_POD_NAME")
        if pod != nil || value("KUBERNETES_SERVICE_HOST") != nil {
            labels["pod"] = pod ?? (isInCI ? nil : value("HOSTNAME"))
            labels["namespace"] = value("POD_NAMESPACE", "MY_POD_NAMESPACE") ?? (isInCI ? nil : read(namespaceFile).flatMap(line))
            labels["container"] = value("CONTAINER_NAME")
            labels["image"] = value("CONTAINER_IMAGE")
        }
        // A unit sets it with `Environment=SYSTEMD_UNIT=%n`. systemd sets INVOCATION_ID for every process of a unit.
        labels["unit"] =
            value("SYSTEMD_UNIT") ?? (isInCI || value("INVOCATION_ID") == nil ? nil : read("/proc/self/cgroup").flatMap(unit))
        return labels
    }

    /// Every pod has it, unless its service account's token is not mounted.
    private static let namespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"

    /// The unit whose control group a process is in: `0::/system.slice/orders.service`, or `1:name=systemd:/…` of version 1. `nil` for a
    /// session, a scope and a container.
    private static func unit(_ groups: String) -> String? {
        let lines = groups.split(separator: "\n")
        guard
            let line = lines.first(where: { $0.hasPrefix("0::") && $0 != "0::/" }) ?? lines.first(where: { $0.contains(":name=systemd:") }),
            let last = line.split(separator: "/").last, last.hasSuffix(".service"), !last.hasPrefix("user@")
        else { return nil }
        return String(last)
    }

    private static func line(_ text: String) -> String? { text.split(whereSeparator: \.isWhitespace).first.map(String.init) }

    private static func content(_ path: String) -> String? {
        (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0.prefix(65_536), as: UTF8.self) }
    }
}
