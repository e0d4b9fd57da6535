/// What is learnt from an assembly's file, for dumps that hold no metadata.
package struct LearntNames: Equatable, Sendable {
    /// The names of the types by row of the TypeDef table. A row without a name has an empty text.
    package let names: [String]
    /// `nil` when it could not be read.
    package let schema: ModuleSchema?

    package init(names: [String], schema: ModuleSchema?) {
        self.names = names
        self.schema = schema
    }
}
