/// Tells the modules of .NET and of Microsoft's libraries from all others, by their file names.
package enum ModuleOwner {
    /// Whether a module is one of .NET's own assemblies, which define types in a few namespaces only: `System.Private.CoreLib.dll`,
    /// `Microsoft.Extensions.Logging.dll`, `mscorlib.dll`.
    package static func isDotNet(_ module: String) -> Bool {
        let name = simpleName(module)
        return dotNetPrefixes.contains { name.hasPrefix($0) } || dotNetNames.contains(name)
    }

    /// Whether a module is one of those, of Windows' desktop, or another of Microsoft's. A row without a module (a placeholder, a type of the
    /// collector) belongs to nobody's program, so it counts as one too.
    package static func isFramework(_ module: String) -> Bool {
        let name = simpleName(module)
        return name.isEmpty || isDotNet(module) || name.hasPrefix("microsoft.") || desktopNames.contains(name)
    }

    private static func simpleName(_ module: String) -> String {
        let name = module.lowercased()
        return name.hasSuffix(".dll") ? String(name.dropLast(4)) : name
    }

    private static let dotNetPrefixes = ["system.", "microsoft.aspnetcore.", "microsoft.extensions.", "microsoft.win32."]
    private static let dotNetNames: Set<String> = ["system", "mscorlib", "netstandard"]
    private static let desktopNames: Set<String> = [
        "windowsbase", "presentationcore", "presentationframework", "reachframework", "uiautomationtypes", "uiautomationclient",
        "uiautomationprovider", "directwriteforwarder",
    ]
}
