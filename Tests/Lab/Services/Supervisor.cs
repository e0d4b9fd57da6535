// Background services under a supervisor: 60 run, each with counters and a short history, and are replaced when they fail, which the load decides.
// Their results are kept in a bounded cache. Each is told of every beat by a static field that holds a plain delegate.
//
// The fault: one that failed is replaced without being stopped, so its method stays in the delegate. Healthy: it is stopped, which removes it.
using System;
using System.Collections.Generic;
using System.Text;
using Host;

namespace Maintenance
{
    public static class Heartbeat
    {
        public static Action Beat;
    }

    public abstract class BackgroundService
    {
        readonly Dictionary<string, int> counters = new Dictionary<string, int>();
        readonly List<string> history = new List<string>();
        readonly byte[] scratch;
        int beats;

        protected BackgroundService(int scratchSize)
        {
            scratch = new byte[scratchSize];
            Heartbeat.Beat += OnBeat;
        }

        void OnBeat() { beats++; }

        public void Step(Load load)
        {
            int count;
            var key = "step" + load.Below(14);
            counters.TryGetValue(key, out count);
            counters[key] = count + 1;
            var result = Do(load, scratch);
            history.Add(result);
            Supervisor.Results.Add(result, load.Bytes(500, 4000));
            if (history.Count > 10) history.RemoveAt(0);
        }

        protected abstract string Do(Load load, byte[] scratch);

        public void Stop() { Heartbeat.Beat -= OnBeat; }
    }

    public sealed class IndexBuilder : BackgroundService
    {
        public IndexBuilder() : base(1500) { }

        protected override string Do(Load load, byte[] scratch)
        {
            var words = new SortedDictionary<string, int>();
            for (int i = 0; i < 60; i++) words["word" + load.Below(500)] = i;
            return words.Count + " words";
        }
    }

    public sealed class MailDigest : BackgroundService
    {
        public MailDigest() : base(600) { }

        protected override string Do(Load load, byte[] scratch)
        {
            var text = new StringBuilder();
            for (int left = load.Between(10, 90); left > 0; left--) text.Append("dear reader ").Append(left);
            return text.ToString(0, 40);
        }
    }

    public sealed class Thumbnails : BackgroundService
    {
        public Thumbnails() : base(4000) { }

        protected override string Do(Load load, byte[] scratch)
        {
            var image = load.Bytes(20000, 90000);
            Array.Copy(image, scratch, scratch.Length);
            return image.Length + " bytes";
        }
    }

    public sealed class Supervisor : IService
    {
        public static readonly RecentCache<string, byte[]> Results = new RecentCache<string, byte[]>(700);
        static readonly BackgroundService[] running = new BackgroundService[60];

        readonly bool stopsFailed;

        public bool CollectsGarbage { get { return false; } }

        public Supervisor(bool leaking)
        {
            stopsFailed = !leaking;
            for (int i = 0; i < running.Length; i++) running[i] = New(i);
        }

        static BackgroundService New(int number)
        {
            switch (number % 3)
            {
                case 0: return new IndexBuilder();
                case 1: return new MailDigest();
                default: return new Thumbnails();
            }
        }

        public void Work(Load load)
        {
            for (int left = load.Between(3000, 8000); left > 0; left--)
            {
                int which = load.Below(running.Length);
                running[which].Step(load);
                if (load.OneIn(200)) Heartbeat.Beat();
                if (!load.OneIn(18)) continue;
                if (stopsFailed) running[which].Stop();
                running[which] = New(which);
            }
        }
    }
}
