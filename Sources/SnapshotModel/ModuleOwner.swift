/// Tells the modules of .NET and of Microsoft's libraries from all others.
package enum ModuleOwner {
    /// By the file name of a module: `System.Private.CoreLib.dll`, `Microsoft.Extensions.Logging.dll`, `mscorlib.dll`. A row without a module
    /// (a placeholder, a type of the collector) belongs to nobody's program, so it counts as the framework's.
    package static func isFramework(_ module: String) -> Bool {
        let name = module.lowercased()
        return name.isEmpty || prefixes.contains { name.hasPrefix($0) }
            || names.contains(name.hasSuffix(".dll") ? String(name.dropLast(4)) : name)
    }

    private static let prefixes = ["system.", "microsoft."]
    private static let names: Set<String> = [
        "system", "mscorlib", "netstandard", "windowsbase", "presentationcore", "presentationframework", "reachframework",
        "uiautomationtypes",
        "uiautomationclient", "uiautomationprovider", "directwriteforwarder",
    ]
}
