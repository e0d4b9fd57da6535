import CompressedInput
import CoreCLR
import DumpFormats
import FoundationEssentials
import Glibc
package import RawMemory
package import SnapshotModel

/// The files of a published program: folders, single files, single-file executables and archives of them. Gives the names of the types that
/// their assemblies define. Files are told by their content: an executable of Linux has no ending.
package final class PublishedFiles {
    /// An assembly with the names of its types.
    package struct Assembly: Sendable {
        package let build: ModuleBuild
        package let names: LearntNames
    }

    /// Assemblies that were read, those without types of their own (texts in other languages, lists of forwarded types) not among them.
    package private(set) var assemblies = 0
    package private(set) var withoutTypes = 0
    /// Libraries and programs of machine code, which define no types. The image that composite assemblies share is one too.
    package private(set) var native = 0
    /// Files that give no names and should.
    package private(set) var refused: [(path: String, reason: String)] = []

    private let schemas: [ModuleBuild: ModuleSchema]
    /// Of builds without a time stamp that were read.
    private var unstamped: [ModuleBuild: ModuleSchema] = [:]
    private let options: UnpackOptions
    private let progress: WorkProgress

    /// A published folder has fewer files, and is less deep.
    private static let fileLimit = 200_000
    private static let depthLimit = 32

    private static let sameKey =
        "it has no time stamp, and the names of another build without one, of the same file name and image size, are kept; "
        + "remove those first, if this is the build that runs"

    /// `schemas`: those of the builds that are kept.
    package init(_ options: ReductionOptions, _ progress: WorkProgress, schemas: [ModuleBuild: ModuleSchema] = [:]) {
        self.schemas = schemas
        self.options = UnpackOptions(folder: options.temporaryFolder, limit: options.maxUnpacked)
        self.progress = progress
    }

    /// Reads a file or a folder with all that is in it. Throws `InputFailure` when nothing can be looked at there, `Interrupted`, and what
    /// `take` throws.
    package func read(_ path: String, take: (Assembly) throws -> Void) throws {
        let given: MappedFile
        do throws(FileError) { given = try MappedFile.open(path) } catch {
            guard error == .isDirectory else { throw InputFailure(error, path: path) }
            try readFolder(path, take)
            return
        }
        try readGiven(given, path, take)
    }

    private func readFolder(_ folder: String, _ take: (Assembly) throws -> Void) throws {
        var paths: [String] = []
        try list(folder, depth: 0, into: &paths)
        progress.begin("reading names", total: UInt64(paths.count))
        for path in paths {
            try progress.check()
            if let file = try? MappedFile.open(path) { try look(at: file, path, take) }
            progress.advance(1)
        }
    }

    /// The files of a folder and of those in it, in bytewise order. Links to folders are not followed.
    private func list(_ folder: String, depth: Int, into paths: inout [String]) throws {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            refused.append((folder, "the folder cannot be listed"))
            return
        }
        for name in names.sorted(by: bytewise) {
            try progress.check()
            guard paths.count < Self.fileLimit else {
                refused.append((folder, "there are more than \(Self.fileLimit) files, and the others are not read"))
                return
            }
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            do throws(FileError) { _ = try MappedFile.open(path) } catch {
                let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
                switch error {
                case .isDirectory:
                    if depth < Self.depthLimit, !isLink { try list(path, depth: depth + 1, into: &paths) }
                case .empty, .notARegularFile: break
                // A link to nothing.
                case .cannotOpen(ENOENT) where isLink, .cannotOpen(ENOTDIR) where isLink, .cannotOpen(ELOOP) where isLink: break
                case .cannotOpen, .cannotMap: refused.append((path, InputFailure(error, path: path).reason(without: path)))
                }
                continue
            }
            paths.append(path)
        }
    }

    /// A file that was named itself, which may be an archive.
    private func readGiven(_ file: MappedFile, _ path: String, _ take: (Assembly) throws -> Void) throws {
        guard Compression(file.bytes) != nil else {
            switch FileKind(file.bytes) {
            case .dotNetAssembly, .elf, .portableExecutable: try look(at: file, path, take)
            case let kind: refuse(file, path, "it is \(kind.rawValue), no assembly and no executable")
            }
            return
        }
        let packed = PackedFile(file, .every, options, progress) { head in
            switch FileKind(head) {
            case .dotNetAssembly, .portableExecutable, .elf: .dump
            default: .other
            }
        }
        do {
            while let member = try packed.next() {
                let name = member.name.map { "\(path)/\($0)" } ?? path
                switch member.content {
                case .success(let file): try look(at: file, name, take)
                case .failure(let error):
                    refuse(file, name, InputFailure(error, path: name, folder: options.folder).reason(without: name))
                }
                try progress.check()
            }
        } catch UnpackError.interrupted {
            throw Interrupted()
        } catch let error as UnpackError {
            if case .noDump = error {
                refuse(file, path, "it holds no assembly")
            } else {
                refuse(file, path, InputFailure(error, path: path, folder: options.folder).reason(without: path))
            }
        }
    }

    /// `file`: the file on the disk. If it became shorter meanwhile, the reason is that.
    private func refuse(_ file: MappedFile, _ path: String, _ reason: String) {
        refused.append((path, file.becameShorter ? Self.shortened : reason))
    }

    private static let shortened = "the file became shorter while it was read"

    private func look(at file: MappedFile, _ path: String, _ take: (Assembly) throws -> Void) throws {
        switch FileKind(file.bytes) {
        case .dotNetAssembly: try read(AssemblyFile(file), of: file, path, take)
        case .elf, .portableExecutable:
            switch SingleFileBundle.find(in: file) {
            case .none: if file.becameShorter { refuse(file, path, Self.shortened) } else { native += 1 }
            case .unreadable(let why): refuse(file, path, "it is a single-file executable, and \(why)")
            case .bundle(let bundle): try read(bundle, file, path, take)
            }
        default: if file.becameShorter { refuse(file, path, Self.shortened) }
        }
    }

    private func read(_ bundle: SingleFileBundle, _ file: MappedFile, _ path: String, _ take: (Assembly) throws -> Void) throws {
        let unpackedSize = bundle.assemblies.reduce(UInt64(0)) { $0.saturatingAdd($1.unpackedSize ?? 0) }
        guard unpackedSize <= options.limit else {
            let why = UnpackError.tooLarge(limit: options.limit).sentence(folder: options.folder)
            refuse(file, path, "it is a single-file executable that \(why)")
            return
        }
        for entry in bundle.assemblies {
            try progress.check()
            guard !file.becameShorter else {
                refuse(file, path, Self.shortened)
                return
            }
            let name = path + "/" + entry.path
            guard let size = entry.unpackedSize else {
                try read(AssemblyFile(file, at: UInt64(entry.range.lowerBound)), of: file, name, take)
                continue
            }
            let unpacked: MappedFile
            do throws(UnpackError) { unpacked = try options.inflate(entry.range, of: file, to: size, progress) } catch {
                if error == .interrupted { throw Interrupted() }
                refuse(file, name, InputFailure(error, path: name, folder: options.folder).reason(without: name))
                continue
            }
            try read(AssemblyFile(unpacked), of: file, name, take)
        }
    }

    /// `file`: the file on the disk.
    private func read(_ assembly: AssemblyFile?, of file: MappedFile, _ path: String, _ take: (Assembly) throws -> Void) throws {
        guard let assembly, let names = assembly.definitionNames() else {
            refuse(file, path, "its metadata cannot be read")
            return
        }
        guard names.isWhole else {
            refuse(file, path, "the names of some of its types cannot be read")
            return
        }
        // The first row stands for what is outside of all types.
        guard names.names.count > 1 else {
            if file.becameShorter { refuse(file, path, Self.shortened) } else { withoutTypes += 1 }
            return
        }
        let schema = assembly.metadataIdentity().flatMap { ModuleSchema($0.text) }
        // Dumps tell a build without a time stamp by the numbers of its metadata.
        guard assembly.identity.provesBuild || schema != nil else {
            refused.append((path, "it has no time stamp, so no dump can say that its module is this build"))
            return
        }
        guard !file.becameShorter else {
            refuse(file, path, Self.shortened)
            return
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let build = ModuleBuild(file: name, timeStamp: assembly.identity.timeStamp, imageSize: assembly.identity.imageSize)
        if !assembly.identity.provesBuild, let schema {
            if let known = unstamped[build] ?? schemas[build], known != schema {
                refused.append((path, Self.sameKey))
                return
            }
            unstamped[build] = schema
        }
        assemblies += 1
        try take(Assembly(build: build, names: LearntNames(names: names.names, schema: schema)))
    }
}

extension MappedFile {
    /// Whether the file has fewer bytes than when it was opened. Within the last page that is left, the lost bytes are zeros without a fault.
    fileprivate var becameShorter: Bool { hasLostPages || (sizeNow ?? 0) < count }
}

extension InputFailure {
    /// The sentence without the path that it begins with.
    fileprivate func reason(without path: String) -> String {
        let path = PathText.shown(path)
        return sentence.hasPrefix(path + ": ") ? String(sentence.dropFirst(path.count + 2)) : sentence
    }
}
