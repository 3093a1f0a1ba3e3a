using FASTER.core;

namespace CreditQuery.Index.Store;

/// <summary>One write that FASTER asked for.</summary>
/// <param name="Device">Where to.</param>
/// <param name="Source">Memory to write from; the store's own, it stays as it is until the callback.</param>
/// <param name="Segment">File of the device.</param>
/// <param name="Offset">Bytes from the start of that file.</param>
/// <param name="Bytes">How many.</param>
/// <param name="Callback">FASTER's continuation.</param>
/// <param name="Context">What it wants back.</param>
internal sealed record StoreWrite(StoreDevice Device, nint Source, int Segment, long Offset, long Bytes, DeviceIOCompletionCallback Callback, object Context);
