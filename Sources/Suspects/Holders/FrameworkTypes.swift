/// What the platform's own types mean for a leak. Rules know these names and the shapes of objects, and no name of a program.
enum FrameworkTypes {
    /// Collections, their nodes and arrays: what is inside of a collection, and not what a program keeps in it.
    static func isContainer(_ type: String) -> Bool {
        starts(type, containers) || ends(type, inContainers)
    }

    private static let containers = [
        "System.Collections.", "System.Threading.Channels.", "System.Linq.", "System.Tuple<", "System.ValueTuple<",
        "System.Runtime.CompilerServices.ConditionalWeakTable<",
    ]
    private static let inContainers = ["[]", "+Node", "+Entry", "+Slot", "+Segment", "+Tables", "+Bucket", "+VolatileNode"]

    /// Texts and arrays of numbers.
    static func isWithoutReferences(_ type: String) -> Bool { leaves.contains(type) }
    private static let leaves: Set = [
        "System.String", "System.Byte[]", "System.Char[]", "System.Int32[]", "System.Int64[]", "System.UInt16[]", "System.UInt32[]",
        "System.UInt64[]", "System.Double[]", "System.Single[]", "System.Boolean[]",
    ]

    static func isTimer(_ type: String) -> Bool { timers.contains(type) || starts(type, ["System.Threading.TimerQueue"]) }
    private static let timers: Set = [
        "System.Threading.Timer", "System.Threading.TimerHolder", "System.Timers.Timer", "System.Threading.PeriodicTimer",
        "System.Threading.PeriodicTimer+State",
    ]

    /// The lists of registrations of a token source.
    static func isRegistration(_ type: String) -> Bool {
        starts(type, ["System.Threading.CancellationTokenSource+Registrations", "System.Threading.CancellationTokenSource+CallbackNode"])
    }
    static func isCancellation(_ type: String) -> Bool { starts(type, ["System.Threading.CancellationTokenSource"]) }

    static func isTask(_ type: String) -> Bool {
        type.contains("+AsyncStateMachineBox<")
            || starts(
                type,
                [
                    "System.Threading.Tasks.Task", "System.Runtime.CompilerServices.AsyncTaskMethodBuilder",
                    "System.Threading.Tasks.Sources.", "System.Threading.SemaphoreSlim+TaskNode",
                    "System.Threading.Channels.AsyncOperation",
                ])
    }

    static func isConnection(_ type: String) -> Bool {
        connections.contains(type) || starts(type, ["System.Net.WebSockets.", "System.IO.Pipes."])
    }
    private static let connections: Set = [
        "System.Net.Sockets.Socket", "System.Net.Sockets.SafeSocketHandle", "System.Net.Sockets.NetworkStream",
        "System.Net.Sockets.TcpClient", "System.Net.Sockets.UdpClient", "System.Net.Sockets.SocketAsyncContext",
        "System.Net.Http.HttpConnection", "System.Net.Http.HttpConnectionPool", "System.Net.Http.HttpClient",
        "System.Net.Http.Http2Connection", "System.Net.Http.Http3Connection", "System.Net.Security.SslStream",
        "System.Data.Common.DbConnection", "System.Data.SqlClient.SqlConnection",
    ]

    /// What makes assemblies at run time.
    static func isEmitted(_ type: String) -> Bool {
        starts(
            type,
            [
                "System.Reflection.Emit.Runtime", "System.Reflection.Emit.Assembly", "System.Reflection.Emit.Module",
                "System.Reflection.Emit.Type",
            ]) || type == "System.Reflection.RuntimeAssembly" || type == "System.Reflection.RuntimeModule"
    }

    static let dynamicMethod = "System.Reflection.Emit.DynamicMethod"
    static let loaderAllocator = "System.Reflection.LoaderAllocator"
    static let thread = "System.Threading.Thread"

    private static func starts(_ type: String, _ beginnings: [String]) -> Bool {
        beginnings.contains { type.utf8.starts(with: $0.utf8) }
    }
    private static func ends(_ type: String, _ ends: [String]) -> Bool {
        ends.contains { type.utf8.count >= $0.utf8.count && type.utf8.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }
}
