// swift-tools-version: 6.2
import PackageDescription

/// One settings array, used by every target: Swift 6 language mode, strict concurrency and memory safety, no warning left standing.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"), .enableExperimentalFeature("Lifetimes"),
]

/// Folders are named after what they hold; `docs/architecture.md` has the picture and `scripts/check-layers` holds the imports to it.
func library(_ name: String, _ dependencies: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies.map { .target(name: $0) }, swiftSettings: strict)
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
        library("RawMemory"),
        library("CompressedInput", ["RawMemory", "CZstd", "CZlib", "CArchive"]),
        library("DumpFormats", ["RawMemory"]),
        library("AddressSpace", ["RawMemory", "DumpFormats"]),
        library("DotNetRuntime", ["RawMemory", "DumpFormats", "AddressSpace"]),
        library("Snapshot"),
        library("HeapWalk", ["RawMemory", "AddressSpace", "DotNetRuntime", "Snapshot"]),
        library(
            "Reduction",
            ["RawMemory", "CompressedInput", "DumpFormats", "AddressSpace", "DotNetRuntime", "Snapshot", "HeapWalk", "CNettle"]),
        library("SnapshotStore", ["Wording", "RawMemory", "Snapshot", "CSQLite", "CLZ4"]),
        library("Growth", ["Snapshot"]),
        library("Budget", ["Wording", "Snapshot", "Growth", "CYAML"]),
        library("Reports", ["Snapshot", "Growth", "Budget"]),
        library("CommandLineTable", ["Wording"]),
        .executableTarget(
            name: "heapdrift",
            dependencies: [
                "Wording", "RawMemory", "Snapshot", "Reduction", "SnapshotStore", "Growth", "Budget", "Reports", "CommandLineTable",
            ],
            swiftSettings: strict),
        support("DumpSynth", ["RawMemory"]),
        .executableTarget(
            name: "BenchStore", dependencies: ["Snapshot", "SnapshotStore", "Growth", "Budget"], path: "Tests/BenchStore",
            swiftSettings: strict),
        tests("Wording", ["Wording"]),
        tests("RawMemory", ["RawMemory"]),
        tests("CompressedInput", ["CompressedInput", "RawMemory"]),
        tests("DumpFormats", ["DumpFormats", "RawMemory", "DumpSynth"]),
        tests("AddressSpace", ["AddressSpace", "DumpFormats", "RawMemory", "DumpSynth"]),
        tests("DotNetRuntime", ["DotNetRuntime", "AddressSpace", "DumpFormats", "RawMemory", "DumpSynth"]),
        tests("Snapshot", ["Snapshot"]),
        tests("HeapWalk", ["HeapWalk", "DotNetRuntime", "AddressSpace", "DumpFormats", "RawMemory", "Snapshot", "DumpSynth"]),
        tests("Reduction", ["Reduction", "DotNetRuntime", "AddressSpace", "DumpFormats", "RawMemory", "Snapshot", "DumpSynth"]),
        tests("SnapshotStore", ["SnapshotStore", "Snapshot"]),
        tests("Growth", ["Growth", "Snapshot"]),
        tests("Budget", ["Budget", "Growth", "Snapshot"]),
        tests("Reports", ["Reports", "Budget", "Growth", "Snapshot"]),
        tests("CommandLineTable", ["CommandLineTable"]),
        .testTarget(name: "EndToEndTests", dependencies: ["DumpSynth"], swiftSettings: strict),
    ]
)
