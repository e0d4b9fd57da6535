// A collector of measurements. Agents report by timers of their own, and come and go; 400 to 900 are there. What they report is exported in batches
// when the exporter's timer fires. What the receiver refuses is put aside, to be sent again by the same timer an hour later.
// No static field leads to the exporter: its timer does, and the stack.
//
// The fault: all that was refused is put aside. Healthy: at most 1,000, and the oldest are dropped.
using System;
using System.Collections.Generic;
using System.Threading;
using Host;

namespace Telemetry
{
    public sealed class Measurement { public string Name; public string[] Labels; public double[] Values; public DateTime Taken; }

    public sealed class Exporter
    {
        const int MostRefused = 1000;
        readonly Queue<Measurement> waiting = new Queue<Measurement>();
        readonly Queue<Measurement> refused = new Queue<Measurement>();
        readonly Timer timer;
        readonly bool bounded;
        int exported;

        public Exporter(bool bounded)
        {
            this.bounded = bounded;
            timer = new Timer(Resend, null, 3600000, 3600000);
        }

        public void Add(Measurement measurement)
        {
            lock (waiting)
            {
                waiting.Enqueue(measurement);
                if (waiting.Count >= 64) Flush();
            }
        }

        void Flush()
        {
            while (waiting.Count > 0)
            {
                var next = waiting.Dequeue();
                // The receiver knows no histograms of this many values.
                if (next.Values.Length <= 40) { exported++; continue; }
                refused.Enqueue(next);
                if (bounded && refused.Count > MostRefused) refused.Dequeue();
            }
        }

        void Resend(object state)
        {
            lock (waiting)
            {
                while (refused.Count > 0) waiting.Enqueue(refused.Dequeue());
                Flush();
            }
        }
    }

    public sealed class Agent : IDisposable
    {
        readonly Timer timer;
        readonly string name;
        readonly byte[] state;

        public Agent(string name, byte[] state)
        {
            this.name = name;
            this.state = state;
            timer = new Timer(Beat, this, 30000, 30000);
        }

        static void Beat(object agent) { ((Agent)agent).state[0]++; }

        public Measurement Report(Load load)
        {
            var values = new double[load.Between(4, 60)];
            for (int i = 0; i < values.Length; i++) values[i] = load.Below(1000);
            var labels = new[] { name, "zone" + load.Below(4), "v" + load.Below(9) };
            return new Measurement { Name = name + ".duration", Labels = labels, Values = values, Taken = DateTime.UtcNow };
        }

        public void Dispose() { timer.Dispose(); }
    }

    public sealed class Collector : IService
    {
        readonly Exporter exporter;
        readonly List<Agent> agents = new List<Agent>();
        int number;

        public bool CollectsGarbage { get { return false; } }

        public Collector(bool leaking) { exporter = new Exporter(!leaking); }

        public void Work(Load load)
        {
            for (int round = load.Between(10, 25); round > 0; round--)
            {
                int wanted = load.Between(400, 900);
                while (agents.Count < wanted) agents.Add(new Agent("agent" + number++, load.Bytes(200, 900)));
                while (agents.Count > wanted)
                {
                    int which = load.Below(agents.Count);
                    agents[which].Dispose();
                    agents.RemoveAt(which);
                }
                for (int left = load.Between(150, 350); left > 0; left--) exporter.Add(agents[load.Below(agents.Count)].Report(load));
            }
        }
    }
}
