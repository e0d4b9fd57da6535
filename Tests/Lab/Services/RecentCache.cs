// A cache with a bound: what was not used for the longest time goes first.
using System.Collections.Generic;

namespace Host
{
    public sealed class RecentCache<TKey, TValue>
    {
        readonly Dictionary<TKey, LinkedListNode<KeyValuePair<TKey, TValue>>> nodes =
            new Dictionary<TKey, LinkedListNode<KeyValuePair<TKey, TValue>>>();
        readonly LinkedList<KeyValuePair<TKey, TValue>> recent = new LinkedList<KeyValuePair<TKey, TValue>>();
        readonly int limit;

        public RecentCache(int limit) { this.limit = limit; }

        public bool TryGet(TKey key, out TValue value)
        {
            lock (nodes)
            {
                LinkedListNode<KeyValuePair<TKey, TValue>> node;
                bool found = nodes.TryGetValue(key, out node);
                value = found ? node.Value.Value : default(TValue);
                if (found) { recent.Remove(node); recent.AddFirst(node); }
                return found;
            }
        }

        public void Add(TKey key, TValue value)
        {
            lock (nodes)
            {
                LinkedListNode<KeyValuePair<TKey, TValue>> old;
                if (nodes.TryGetValue(key, out old)) recent.Remove(old);
                nodes[key] = recent.AddFirst(new KeyValuePair<TKey, TValue>(key, value));
                while (nodes.Count > limit)
                {
                    nodes.Remove(recent.Last.Value.Key);
                    recent.RemoveLast();
                }
            }
        }
    }
}
