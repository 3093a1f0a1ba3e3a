namespace CreditQuery.Index;

/// <summary>One attempt to read at a pinned snapshot.</summary>
/// <typeparam name="TState">What the attempt needs and gives; passed by reference, so that nothing is captured.</typeparam>
/// <param name="snapshot">The snapshot to read at.</param>
/// <param name="state">The state.</param>
/// <returns>False if something newer than the snapshot was read: the attempt is made again, from the beginning, with a newer one.</returns>
public delegate bool PinnedRead<TState>(RegistrySnapshot snapshot, ref TState state)
    where TState : allows ref struct;
