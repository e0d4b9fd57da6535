package import SnapshotModel

/// Names of the types that a module's build defines, by row of its TypeDef table. A dump without metadata lacks them. They are learnt from
/// files and kept for later dumps of the same build.
extension SnapshotStore {
    /// The names of one build, as far as lists show them.
    package struct ModuleNames: Equatable, Sendable {
        package let build: ModuleBuild
        /// Types that the module defines, and the bytes that their names take in the store.
        package let types: Int64
        package let bytes: Int64
    }

    /// `nil` when nothing is known of that build. Throws `damaged`.
    package func moduleNames(_ build: ModuleBuild) throws(StoreError) -> [String]? {
        var names: [String] = []
        let blocks = try tables.moduleNames(build)
        for (record, blob) in blocks {
            let block: [String]
            do throws(CodecError) { block = try NameBlock.decode(blob) } catch {
                throw .damaged(path: path, "names of the types of \(build.file): \(error.words)")
            }
            guard record.first == Int64(names.count), record.count == Int64(block.count) else {
                throw .damaged(path: path, "names of the types of \(build.file) do not follow each other")
            }
            names += block
        }
        return blocks.isEmpty ? nil : names
    }

    /// The builds of which names are known, by file, time stamp and size.
    package func moduleBuilds() throws(StoreError) -> [ModuleBuild] { try tables.moduleBuilds() }

    /// The builds of which is known what their metadata says of them, for dumps that do not say the build in another way.
    package func moduleSchemas() throws(StoreError) -> [ModuleBuild: ModuleSchema] {
        var schemas: [ModuleBuild: ModuleSchema] = [:]
        for (build, text) in try tables.moduleSchemas() { schemas[build] = ModuleSchema(text) }
        return schemas
    }

    /// Keeps what was learnt. The names of a build that is known stay as they are, and so does its schema.
    package func keep(_ learnt: [ModuleBuild: LearntNames]) throws(StoreError) {
        try tables.transaction { () throws(StoreError) in
            let known = Set(try tables.moduleSchemas().map(\.build))
            for (build, learnt) in learnt.sorted(by: { bytewise($0.key.file, $1.key.file) }) {
                // A schema beside names of another file of the same time stamp and size would lead to wrong names.
                if let names = try moduleNames(build) {
                    guard names == learnt.names else { continue }
                } else {
                    try insert(learnt.names, of: build)
                }
                if let schema = learnt.schema, !known.contains(build) { try tables.insert(schema: schema.text, of: build) }
            }
        }
    }

    private func insert(_ names: [String], of build: ModuleBuild) throws(StoreError) {
        var rest = names[...]
        while !rest.isEmpty {
            let block = rest.prefix(NameBlock.fitting(rest))
            let blob: [UInt8]
            do throws(CodecError) { blob = try NameBlock.encode(block) } catch {
                throw .cannotOpen(path: path, "names cannot be stored: \(error.words)")
            }
            try tables.insert(NameBlockRecord(first: Int64(rest.startIndex), count: Int64(block.count)), of: build, blob)
            rest = rest.dropFirst(block.count)
        }
    }

    /// By file, time stamp and size.
    package func listModuleNames() throws(StoreError) -> [ModuleNames] {
        try tables.reading { () throws(StoreError) in
            var found: [ModuleNames] = []
            for build in try tables.moduleBuilds() {
                let blocks = try tables.moduleNames(build)
                found.append(
                    ModuleNames(
                        build: build, types: blocks.reduce(0) { $0.addingReportingOverflow($1.names.count).partialValue },
                        bytes: blocks.reduce(0) { $0 + Int64($1.blob.count) }))
            }
            return found
        }
    }

    /// Removes the names of builds. Those of others stay.
    package func removeModuleNames(_ builds: [ModuleBuild]) throws(StoreError) {
        try tables.transaction { () throws(StoreError) in for build in builds { try tables.removeModuleNames(build) } }
    }

    /// Takes over the names that `other` has and this store lacks. Returns the number of builds. Throws `damaged` when names of the other do
    /// not decode.
    func importModuleNames(from other: SnapshotStore) throws(StoreError) -> Int {
        let known = Set(try tables.moduleBuilds())
        let schemas = try other.moduleSchemas()
        var count = 0
        for build in try other.tables.moduleBuilds() where !known.contains(build) {
            guard let names = try other.moduleNames(build) else { continue }
            try insert(names, of: build)
            if let schema = schemas[build] { try tables.insert(schema: schema.text, of: build) }
            count += 1
        }
        return count
    }
}
