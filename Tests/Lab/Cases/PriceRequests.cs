// Purchasing asks the web services of its suppliers for prices. Their clients are generated and compiled at run time, in memory.
//
// The fault: each request compiles the client anew, into an assembly with a random name that is loaded from its bytes and cannot be unloaded.
// Healthy: one for each supplier.
using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Text;
using Cases;
using Host;

namespace Purchasing
{
    public static class ClientCompiler
    {
        const string name = "aaaaaaaa";
        static readonly byte[] compiled = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(typeof(ClientCompiler).Assembly.Location), name + ".dll"));
        static readonly List<int> places = Places();

        static List<int> Places()
        {
            var wanted = Encoding.ASCII.GetBytes(name);
            var found = new List<int>();
            for (int place = 0; place + wanted.Length <= compiled.Length; place++)
            {
                int same = 0;
                while (same < wanted.Length && compiled[place + same] == wanted[same]) same++;
                if (same == wanted.Length) found.Add(place);
            }
            return found;
        }

        // Stands for a compiler: the bytes of the same code in an assembly of another name, as a compiler with output in memory gives them.
        public static Assembly Compile(Load load)
        {
            var bytes = (byte[])compiled.Clone();
            var random = new byte[name.Length];
            for (int i = 0; i < random.Length; i++) random[i] = (byte)"abcdefghijklmnopqrstuvwxyz012345"[load.Below(32)];
            foreach (int place in places) random.CopyTo(bytes, place);
            return Assembly.Load(bytes);
        }
    }

    public sealed class PriceRequests : ICase
    {
        readonly bool leaking;
        readonly Dictionary<int, object> clients = new Dictionary<int, object>();

        public PriceRequests(bool leaking) { this.leaking = leaking; }

        public int UnitsInAStage { get { return 100; } }
        public bool CollectsGarbage { get { return true; } }

        public void Work(Load load)
        {
            int supplier = load.Below(4);
            object client;
            if (leaking || !clients.TryGetValue(supplier, out client))
            {
                client = Activator.CreateInstance(ClientCompiler.Compile(load).GetType("Purchasing.Generated.PriceServiceClient"));
                if (!leaking) clients[supplier] = client;
            }
            client.GetType().GetMethod("Price").Invoke(client, new object[] { "article " + load.Below(1000) });
        }
    }
}
