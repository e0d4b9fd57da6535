// swift-tools-version: 6.2
import PackageDescription

/// The settings of every target: Swift 6 language mode, strict concurrency and memory safety, warnings as errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"), .enableExperimentalFeature("Lifetimes"),
]

/// For targets that look at every byte of a dump or every character of a report. Debug builds optimise them too, because the tests take twice
/// as long otherwise. Remove the flag to step through them with a debugger.
let optimised = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// A target of `Sources`. `docs/architecture.md` describes the targets, and `scripts/check-layers` checks their imports against it.
func library(_ name: String, _ dependencies: [String] = [], _ settings: [SwiftSetting] = strict) -> Target {
    .target(name: name, dependencies: dependencies.map { .target(name: $0) }, swiftSettings: settings)
}

func support(_ name: String, _ dependencies: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies.map { .target(name: $0) }, path: "Tests/\(name)", swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [String]) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies.map { .target(name: $0) }, swiftSettings: strict)
}

func debian(_ name: String, _ pkgConfig: String, _ package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let package = Package(
    name: "heapdrift",
    products: [.executable(name: "heapdrift", targets: ["heapdrift"])],
    targets: [
        debian("CSQLite", "sqlite3", "libsqlite3-dev"),
        debian("CLZ4", "liblz4", "liblz4-dev"),
        debian("CZstd", "libzstd", "libzstd-dev"),
        debian("CZlib", "zlib", "zlib1g-dev"),
        debian("CArchive", "libarchive", "libarchive-dev"),
        debian("CNettle", "nettle", "nettle-dev"),
        debian("CYAML", "yaml-0.1", "libyaml-dev"),
        library("Wording"),
        library("RawMemory", [], optimised),
        library("CompressedInput", ["RawMemory", "CZstd", "CZlib", "CArchive"], optimised),
        library("DumpFormats", ["RawMemory"], optimised),
        library("GCDump", ["RawMemory"], optimised),
        library("ProcessMemory", ["RawMemory", "DumpFormats"], optimised),
        library("CoreCLR", ["RawMemory", "DumpFormats", "ProcessMemory"], optimised),
        library("SnapshotModel", ["RawMemory"]),
        library("DebuggerText", ["RawMemory"], optimised),
        library("HeapWalk", ["RawMemory", "ProcessMemory", "CoreCLR", "SnapshotModel"], optimised),
        library(
            "Reduction",
            [
                "RawMemory", "CompressedInput", "DumpFormats", "GCDump", "ProcessMemory", "CoreCLR", "SnapshotModel", "DebuggerText",
                "HeapWalk", "CNettle",
            ]),
        library("Storage", ["Wording", "RawMemory", "SnapshotModel", "CSQLite", "CLZ4"]),
        library("Growth", ["RawMemory", "SnapshotModel"]),
        library("Suspects", ["SnapshotModel"], optimised),
        library("Budgets", ["Wording", "SnapshotModel", "Growth", "Suspects", "CYAML"]),
        library("Reports", ["RawMemory", "SnapshotModel", "Growth", "Suspects", "Budgets"], optimised),
        library("CommandLineTable", ["Wording"]),
        .executableTarget(
            name: "heapdrift",
            dependencies: [
                "Wording", "RawMemory", "SnapshotModel", "Reduction", "Storage", "Growth", "Suspects", "Budgets", "Reports",
                "CommandLineTable",
            ],
            swiftSettings: strict),
        support("DumpSynth", ["RawMemory"]),
        .executableTarget(
            name: "BenchStore", dependencies: ["SnapshotModel", "Storage", "Growth", "Budgets"], path: "Tests/BenchStore",
            swiftSettings: strict),
        tests("Wording", ["Wording"]),
        tests("RawMemory", ["RawMemory"]),
        tests("CompressedInput", ["CompressedInput", "RawMemory"]),
        tests("DumpFormats", ["DumpFormats", "RawMemory", "DumpSynth"]),
        tests("GCDump", ["GCDump", "RawMemory", "DumpSynth"]),
        tests("ProcessMemory", ["ProcessMemory", "DumpFormats", "RawMemory", "DumpSynth"]),
        tests("CoreCLR", ["CoreCLR", "CompressedInput", "ProcessMemory", "DumpFormats", "RawMemory", "DumpSynth"]),
        tests("SnapshotModel", ["SnapshotModel"]),
        tests("DebuggerText", ["DebuggerText", "RawMemory"]),
        tests("HeapWalk", ["HeapWalk", "CoreCLR", "ProcessMemory", "DumpFormats", "RawMemory", "SnapshotModel", "DumpSynth"]),
        tests(
            "Reduction",
            [
                "Reduction", "DebuggerText", "GCDump", "CoreCLR", "HeapWalk", "ProcessMemory", "DumpFormats", "RawMemory", "SnapshotModel",
                "DumpSynth",
            ]),
        tests("Storage", ["Storage", "SnapshotModel"]),
        tests("Growth", ["Growth", "SnapshotModel"]),
        tests("Suspects", ["Suspects", "SnapshotModel"]),
        .testTarget(name: "VerdictsTests", dependencies: ["Suspects", "Storage", "SnapshotModel"], swiftSettings: optimised),
        tests("Budgets", ["Budgets", "Suspects", "Growth", "SnapshotModel"]),
        tests("Reports", ["Reports", "Budgets", "Suspects", "Growth", "SnapshotModel"]),
        tests("CommandLineTable", ["CommandLineTable"]),
        tests(
            "AddedSection",
            ["Reduction", "CoreCLR", "RawMemory", "SnapshotModel", "Storage", "Growth", "Budgets", "Reports", "DumpSynth"]),
        .testTarget(name: "EndToEndTests", dependencies: ["DumpSynth"], swiftSettings: strict),
    ]
)
