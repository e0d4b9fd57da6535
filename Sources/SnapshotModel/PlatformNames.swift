/// Tells the names of .NET's own types and methods from those of a program, where no module is known.
package enum PlatformNames {
    /// Whether the name of a type, or of a method with its type, is one of the platform or of the runtime: `System.String`, `Interop+Kernel32`,
    /// `<Unloaded Type>`, `(not listed)`.
    package static func isOfPlatform(_ name: String) -> Bool {
        starts.contains { name.hasPrefix($0) } || name.isEmpty || name == "Free"
    }

    private static let starts = [
        "System.", "Microsoft.", "Interop+", "Interop.", "Internal.", "DomainNeutralILStubClass", "ILStubClass", "MS.", "<", "(",
    ]
}
