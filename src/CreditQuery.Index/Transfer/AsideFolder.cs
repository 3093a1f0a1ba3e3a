using CreditQuery.Index.Checkpoints;

namespace CreditQuery.Index.Transfer;

/// <summary>A folder that is made beside another one and takes its place when it is whole.</summary>
/// <remarks>Not thread-safe. Source: ADR 0022.</remarks>
/// <param name="target">The folder whose place it takes.</param>
public sealed class AsideFolder(string target)
{
    private const string AsideEnding = ".incoming";
    private const string ReplacedEnding = ".replaced";

    private readonly string _target = System.IO.Path.GetFullPath(target).TrimEnd(System.IO.Path.DirectorySeparatorChar);

    /// <summary>Where it is made.</summary>
    public string Path => _target + AsideEnding;

    /// <summary>The folder in which it and the other one lie.</summary>
    public string Parent => System.IO.Path.GetDirectoryName(_target)!;

    /// <summary>Makes everything in it durable.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Sync() => DurableFiles.SyncTree(Path);

    /// <summary>Puts it, synced, in the place of the other folder: both renamed, the folder above synced.</summary>
    /// <remarks>What stood there before stays beside it until <see cref="RemoveLeftovers"/>. A process that dies at any point leaves the old folder, or the
    /// new one, or the new one beside an empty place.</remarks>
    /// <param name="afterStep">Called between the steps: tests let the process die there.</param>
    /// <exception cref="IOException">A folder cannot be renamed: it is where a disk is mounted, or the disk fails.</exception>
    public void Replace(Action<string>? afterStep = null)
    {
        Remove(_target + ReplacedEnding);
        if (Directory.Exists(_target))
        {
            Directory.Move(_target, _target + ReplacedEnding);
        }

        afterStep?.Invoke("replaced");
        Directory.Move(Path, _target);
        DurableFiles.SyncFolder(Parent);
        afterStep?.Invoke("in place");
    }

    /// <summary>Removes it.</summary>
    public void Discard() => Remove(Path);

    /// <summary>Removes what stands beside the other folder: itself, and what it took the place of.</summary>
    public void RemoveLeftovers()
    {
        Remove(_target + ReplacedEnding);
        Discard();
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
