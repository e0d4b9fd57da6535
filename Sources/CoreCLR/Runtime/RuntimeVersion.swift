import ProcessMemory
import RawMemory

/// A runtime's version, like 8.0.4.
package struct RuntimeVersion: Hashable, Sendable, CustomStringConvertible {
    package var major: Int
    package var minor: Int
    package var patch: Int

    package init(major: Int, minor: Int, patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    package var description: String { "\(major).\(minor).\(patch)" }

    /// From the folder of a shared framework: `.../Microsoft.NETCore.App/8.0.4/libcoreclr.so`, with either separator. The suffix of a
    /// preview is ignored.
    package init?(libraryPath: String) {
        let folders = libraryPath.split { $0 == "/" || $0 == "\\" }
        guard folders.count >= 2 else { return nil }
        self.init(dotted: folders[folders.count - 2].prefix { $0.isNumber || $0 == "." })
    }

    /// From the text in the data of every runtime: `@(#)Version 8.0.424.16909 @Commit: ...`, where 424 is patch 4. .NET Core 3.1 has 4.700
    /// there, which does not give its patch, and 2.x has 4.6, which gives its major version alone (2.1.30 has 4.6.30411.1).
    package init?(embedded text: String) {
        let numbers = text.split(separator: ".").prefix(3).map { Int($0) }
        guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let build = numbers[2] else { return nil }
        switch (major, minor) {
        case (4, 6): self.init(major: 2, minor: 0, patch: 0)
        case (4, _): self.init(major: 3, minor: 1, patch: 0)
        default: self.init(major: major, minor: minor, patch: build / 100)
        }
    }

    /// From the file version of coreclr.dll: 8.0.3326.52219 is 8.0.33. 4.700 is 3.1 with an unknown patch.
    package init?(fileVersion numbers: [UInt16]) {
        guard numbers.count == 4, numbers[0] > 0 else { return nil }
        self.init(embedded: numbers.map { String($0) }.joined(separator: "."))
    }

    /// From DotNetRuntimeInfo, which a single-file app exports for debuggers. From version 2 of the structure on (number at 20) it has four
    /// numbers at 96.
    init?(runtimeInfo image: RuntimeImage, _ memory: AddressSpace) {
        guard let info = image.symbol("DotNetRuntimeInfo", memory)?.address, memory.cString(info, limit: 20) == "DotNetRuntimeInfo",
            let version = memory.u32(info + 20), version >= 2, let major = memory.u32(info + 96), let minor = memory.u32(info + 100),
            let build = memory.u32(info + 104), major > 0, major < 1000, minor < 1000
        else { return nil }
        self.init(major: Int(major), minor: Int(minor), patch: Int(build / 100))
    }

    private init?(dotted text: Substring) {
        let numbers = text.split(separator: ".").map { Int($0) }
        guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2] else { return nil }
        self.init(major: major, minor: minor, patch: patch)
    }

    /// From the embedded text, found by a search in the writable data of the runtime. Full dumps hold it; heap dumps of 8 do not.
    init?(scanning image: RuntimeImage, _ memory: AddressSpace) {
        let text = RuntimeVersionText.first(in: image.writableRanges, memory) { RuntimeVersion(scanned: $0) != nil }
        guard let found = text.flatMap({ RuntimeVersion(scanned: $0.text) }) else { return nil }
        self = found
    }

    private init?(scanned text: String) {
        self.init(embedded: String(text.prefix { $0 != " " }))
    }
}
