package import SnapshotModel

/// Names of the types that a module's build defines, by row of its TypeDef table. A dump without metadata lacks them. They are learnt from
/// files and kept for later dumps of the same build.
extension SnapshotStore {
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
}
