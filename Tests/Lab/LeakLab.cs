// The leak laboratory: one process, one leak, several stages.
//
//     LeakLab SCENARIO STEP [nogc | WORD...]
//
// prints "stage K PID VERSION" and waits for a line on stdin before the next stage. Stage 0 is the program at rest; every later stage
// allocates what the scenario's method says, STEP times, and collects the garbage (but for "nogc"). `steady` leaks nothing: its queue
// fills in stage 1, so compare stages 1 and 2, with a STEP of 2000 or more. Other words have no meaning; they are only in the dump.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

public sealed class Session { public string User; public byte[] Payload; public DateTime Seen; public List<string> Trail = new List<string>(); }
public class Order { public int Number; public string Customer; }

public sealed class Worker
{
    public int Id;
    public async Task Run() { var mine = new byte[64]; await LeakLab.Never.Task; GC.KeepAlive(mine); }
}

public static class LeakLab
{
    public static readonly ManualResetEvent FinalizerGate = new ManualResetEvent(false);
    public static readonly TaskCompletionSource<int> Never = new TaskCompletionSource<int>();

    static readonly StackExchange.Redis.ConnectionMultiplexer multiplexer = new StackExchange.Redis.ConnectionMultiplexer();
    static readonly Handlers handlers = new Handlers();
    static readonly List<object> keep = new List<object>();
    static readonly Dictionary<string, Session> sessions = new Dictionary<string, Session>();
    static readonly CancellationTokenSource appStopping = new CancellationTokenSource();
    static readonly ConditionalWeakTable<object, byte[]> attached = new ConditionalWeakTable<object, byte[]>();
    static readonly List<GCHandle> pins = new List<GCHandle>();
    static readonly Queue<byte[]> bounded = new Queue<byte[]>();
    [ThreadStatic] static List<string> perThread;
    static int counter;

    sealed class Handlers
    {
        public void Failed(object s, StackExchange.Redis.ConnectionFailedEventArgs e) { }
        public void Restored(object s, StackExchange.Redis.ConnectionFailedEventArgs e) { }
        public void Error(object s, StackExchange.Redis.RedisErrorEventArgs e) { }
        public void Changed(object s, StackExchange.Redis.EndPointEventArgs e) { }
        public void Moved(object s, StackExchange.Redis.HashSlotMovedEventArgs e) { }
        public void Internal(object s, StackExchange.Redis.InternalErrorEventArgs e) { }
    }

    // Six subscriptions for each step, two of them with the same delegate type. From the second subscription on, each event also holds one delegate
    // for the whole list.
    static void EventHandlers(int step)
    {
        for (int i = 0; i < step; i++)
        {
            multiplexer.ConnectionFailed += handlers.Failed;
            multiplexer.ConnectionRestored += handlers.Restored;
            multiplexer.ErrorMessage += handlers.Error;
            multiplexer.ConfigurationChanged += handlers.Changed;
            multiplexer.HashSlotMoved += handlers.Moved;
            multiplexer.InternalError += handlers.Internal;
        }
    }

    // One thread with a stack of 8 MiB for each step.
    static void Threads(int step) { for (int i = 0; i < step; i++) keep.Add(RabbitMQ.Client.Framing.Impl.Connection.Open(8 << 20)); }

    // One assembly emitted at run time for each step, with one type, one method that is compiled and called, and one instance.
    static void DynamicAssemblies(int step)
    {
        for (int i = 0; i < step; i++)
        {
            var name = "r2bjp" + counter;
            var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(name), AssemblyBuilderAccess.Run);
            var type = assembly.DefineDynamicModule(name).DefineType("ServiceBase.WebService.DynamicWebLoad.ImplService" + counter, TypeAttributes.Public);
            counter++;
            type.DefineField("state", typeof(object), FieldAttributes.Public);
            var method = type.DefineMethod("Call", MethodAttributes.Public | MethodAttributes.Static, typeof(int), new[] { typeof(int) });
            var code = method.GetILGenerator();
            for (int k = 0; k < 40; k++) { code.Emit(OpCodes.Ldarg_0); code.Emit(OpCodes.Pop); }
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ret);
            var created = type.CreateType();
            created.GetMethod("Call").Invoke(null, new object[] { 1 });
            keep.Add(Activator.CreateInstance(created));
        }
    }

    // For each step the program's own assembly twice more: from bytes, and from its file into a load context of its own.
    static void Plugins(int step)
    {
        var path = typeof(LeakLab).Assembly.Location;
        var bytes = File.ReadAllBytes(path);
        for (int i = 0; i < step; i++)
        {
            keep.Add(Assembly.Load(bytes));
            var context = new System.Runtime.Loader.AssemblyLoadContext("plugin" + counter++, true);
            keep.Add(context.LoadFromAssemblyPath(path));
            keep.Add(context);
        }
    }

    // One serializer with a root of its own for each step. Each emits an assembly that is not cached.
    static void Serializers(int step)
    {
        var rootType = Type.GetType("System.Xml.Serialization.XmlRootAttribute, System.Private.Xml");
        var serializerType = Type.GetType("System.Xml.Serialization.XmlSerializer, System.Private.Xml");
        for (int i = 0; i < step; i++)
        {
            var serializer = Activator.CreateInstance(serializerType, typeof(Order), Activator.CreateInstance(rootType, "r" + counter++));
            var text = new StringWriter();
            serializerType.GetMethod("Serialize", new[] { typeof(TextWriter), typeof(object) })
                .Invoke(serializer, new object[] { text, new Order { Number = i, Customer = "b" } });
            keep.Add(text.ToString());
        }
    }

    static void CompiledExpressions(int step)
    {
        for (int i = 0; i < step; i++)
        {
            var x = Expression.Parameter(typeof(int), "x");
            var compiled = Expression.Lambda<Func<int, int>>(Expression.Add(x, Expression.Constant(i)), x).Compile();
            compiled(3);
            keep.Add(compiled);
        }
    }

    static void Sessions(int step)
    {
        for (int i = 0; i < step; i++)
        {
            var key = "user-" + counter++;
            sessions[key] = new Session { User = key, Payload = new byte[200], Seen = DateTime.UtcNow };
        }
    }

    static void Timers(int step)
    {
        for (int i = 0; i < step; i++)
        {
            var session = new Session { User = "timer" + counter++ };
            keep.Add(new Timer(s => ((Session)s).Seen = DateTime.UtcNow, session, 3600000, 3600000));
        }
    }

    static void Tokens(int step) { for (int i = 0; i < step; i++) CancellationTokenSource.CreateLinkedTokenSource(appStopping.Token).Token.Register(() => { }); }

    static void TasksNeverCompleted(int step) { for (int i = 0; i < step; i++) GC.KeepAlive(new Worker { Id = i }.Run()); }

    static void DependentHandles(int step)
    {
        for (int i = 0; i < step; i++)
        {
            var key = new object();
            keep.Add(key);
            attached.Add(key, new byte[128]);
        }
    }

    static void Pins(int step) { for (int i = 0; i < step; i++) pins.Add(GCHandle.Alloc(new byte[512], GCHandleType.Pinned)); }

    static void Bitmaps(int step) { for (int i = 0; i < step; i++) new System.Drawing.Bitmap(65536); }

    static void Native(int step)
    {
        for (int i = 0; i < step; i++)
        {
            var block = Marshal.AllocHGlobal(1 << 16);
            for (int j = 0; j < 1 << 16; j += 4096) Marshal.WriteByte(block, j, 7);
        }
    }

    // Large objects, and holes between them.
    static void LargeObjects(int step)
    {
        var drop = new List<byte[]>();
        for (int i = 0; i < step; i++) { drop.Add(new byte[300000]); keep.Add(new byte[100000]); }
        drop.Clear();
    }

    // Small pinned objects that keep the space of garbage from being reused.
    static void Fragment(int step)
    {
        var drop = new List<byte[]>();
        for (int i = 0; i < step; i++) { drop.Add(new byte[2000]); pins.Add(GCHandle.Alloc(new byte[24], GCHandleType.Pinned)); }
        drop.Clear();
    }

    // Secrets that a snapshot must not hold, in every form of text in a heap.
    static void Secrets(int step)
    {
        for (int i = 0; i < step; i++)
        {
            var text = "SECRET-heap-" + counter++;
            keep.Add(text);
            keep.Add(text.ToCharArray());
            keep.Add(System.Text.Encoding.UTF8.GetBytes(text));
            keep.Add(new System.Text.StringBuilder(text));
            keep.Add(new InvalidOperationException(text));
            sessions[text] = new Session { User = text };
        }
        keep.Add(Environment.GetEnvironmentVariables());
        keep.Add(Environment.GetCommandLineArgs());
        var thread = new Thread(() => Never.Task.Wait()) { IsBackground = true, Name = "SECRET-thread-" + counter };
        thread.Start();
    }

    // Allocates without a leak: a bounded queue, garbage, a list that is cleared.
    static void Steady(int step)
    {
        for (int i = 0; i < step; i++)
        {
            bounded.Enqueue(new byte[1000]);
            if (bounded.Count > 2000) bounded.Dequeue();
            var junk = new Session { User = "x" + i };
            if (i % 1000 == 0) { perThread.Clear(); perThread.Add(junk.User); }
        }
    }

    static void Mixed(int step)
    {
        EventHandlers(step);
        Sessions(step);
        Timers(step / 4);
        DynamicAssemblies(step / 50);
        Threads(2);
        Pins(step / 10);
        Steady(step);
    }

    static readonly Dictionary<string, Action<int>> scenarios = new Dictionary<string, Action<int>>
    {
        { "eventhandlers", EventHandlers }, { "threads", Threads }, { "dynamic", DynamicAssemblies }, { "xml", Serializers },
        { "plugins", Plugins },
        { "expressions", CompiledExpressions }, { "sessions", Sessions }, { "timers", Timers }, { "tokens", Tokens },
        { "async", TasksNeverCompleted }, { "weak", DependentHandles }, { "pins", Pins }, { "bitmaps", Bitmaps }, { "native", Native },
        { "loh", LargeObjects }, { "fragment", Fragment }, { "steady", Steady }, { "mixed", Mixed },
        { "secrets", Secrets },
    };

    public static int Main(string[] arguments)
    {
        Action<int> scenario;
        int step;
        if (arguments.Length > 1 && arguments[0] == "nightly" && int.TryParse(arguments[1], out step)) return Shop.Nightly.Run(step);
        if (arguments.Length > 1 && arguments[0] == "graph" && int.TryParse(arguments[1], out step)) return Maze.Graph.Run(step);
        if (arguments.Length > 1 && arguments[0] == "huge" && int.TryParse(arguments[1], out step)) return Huge.Heap.Run(step);
        if (arguments.Length > 1 && arguments[0] == "busy" && int.TryParse(arguments[1], out step))
            return Traffic.Busy.Run(step, Array.IndexOf(arguments, "leak") > 0);
        if (arguments.Length < 2 || !scenarios.TryGetValue(arguments[0], out scenario) || !int.TryParse(arguments[1], out step))
        {
            Console.Error.WriteLine("usage: LeakLab SCENARIO STEP [nogc | WORD...]\nscenarios: " + string.Join(" ", scenarios.Keys) + " nightly busy graph huge");
            return 2;
        }
        bool collect = Array.IndexOf(arguments, "nogc") < 0;
        perThread = new List<string>();
        keep.Add(new Shapes.Everything());
        for (int stage = 0; ; stage++)
        {
            if (stage > 0) scenario(step);
            if (collect)
            {
                GC.Collect();
                // The finalizers of bitmaps never end, so waiting for them would not either.
                if (arguments[0] != "bitmaps") { GC.WaitForPendingFinalizers(); GC.Collect(); }
            }
            Console.WriteLine("stage " + stage + " " + System.Diagnostics.Process.GetCurrentProcess().Id + " " + Environment.Version + " " + multiplexer.Any);
            Console.Out.Flush();
            if (Console.ReadLine() == null) return 0;
        }
    }
}
