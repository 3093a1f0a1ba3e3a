using CreditQuery.Log;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Continuity;

/// <summary>The orphans of this node: events it applied and a shared log lost, until they are in the log again.</summary>
/// <remarks>Thread-safe; costs a look at a number while there are none.</remarks>
internal sealed class Orphans(IOptions<ChangeLogOptions> options)
{
    private readonly OrphanFolder _folder = new(options.Value);
    private readonly Lock _gate = new();
    private Dictionary<ChangeId, List<OrphanFile>> _open = [];
    private volatile int _count;

    /// <summary>How many changes wait for an operator.</summary>
    public int Count => _count;

    /// <summary>Reads what earlier runs saved.</summary>
    /// <exception cref="ChangeLogCorruptException">A file is damaged.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public void Load()
    {
        var open = new Dictionary<ChangeId, List<OrphanFile>>();
        foreach (var (file, orphan) in ReadOpen())
        {
            if (!open.TryGetValue(orphan.ChangeId, out var files))
            {
                open.Add(orphan.ChangeId, files = []);
            }

            files.Add(file);
        }

        lock (_gate)
        {
            _open = open;
            _count = open.Count;
        }
    }

    /// <summary>Saves events that the log lost; they are durable when it returns.</summary>
    /// <param name="epoch">Epoch of the log that lost them.</param>
    /// <param name="lost">The events, in order.</param>
    /// <returns>The file.</returns>
    /// <exception cref="IOException">No room, or the disk fails.</exception>
    public OrphanFile Save(string epoch, IEnumerable<ChangeLogEvent> lost)
    {
        var file = _folder.Save(epoch, lost);
        Load();
        return file;
    }

    /// <summary>Reads the orphans that are not in the log again, file by file, in the order of their revisions.</summary>
    public IEnumerable<ChangeLogEvent> Read() => ReadOpen().Select(static open => open.Orphan);

    /// <summary>Notes that a change is in the log, for those that are orphans.</summary>
    /// <param name="id">Its change id.</param>
    /// <exception cref="IOException">It cannot be noted on the disk.</exception>
    public void Return(ChangeId id)
    {
        if (_count == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (_open.Remove(id, out var files))
            {
                files.ForEach(file => file.MarkReturned(id));
                _count = _open.Count;
            }
        }
    }

    private IEnumerable<(OrphanFile File, ChangeLogEvent Orphan)> ReadOpen()
    {
        foreach (var file in _folder.Files())
        {
            var returned = file.Returned();
            foreach (var orphan in file.Read())
            {
                if (!returned.Contains(orphan.ChangeId))
                {
                    yield return (file, orphan);
                }
            }
        }
    }
}
