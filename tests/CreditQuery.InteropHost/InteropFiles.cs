using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Testing;

namespace CreditQuery.InteropHost;

/// <summary>What peers in other languages need from us: the contract as descriptors, and certificates.</summary>
internal static class InteropFiles
{
    /// <summary>A serialized google.protobuf.FileDescriptorSet.</summary>
    public const string Descriptors = "descriptors.pb";

    /// <summary>Writes all files into a folder that exists.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(string folder)
    {
        WriteDescriptors(folder);
        using var certificates = TestCertificates.Create();
        certificates.Write(folder);
        return 0;
    }

    /// <summary>Writes the contract into a folder that exists.</summary>
    public static void WriteDescriptors(string folder)
    {
        var set = new FileDescriptorSet();
        set.File.AddRange(
            new[] { EmptyReflection.Descriptor, MessagesReflection.Descriptor, TestReflection.Descriptor }
                .Select(file => FileDescriptorProto.Parser.ParseFrom(file.SerializedData)));
        File.WriteAllBytes(Path.Combine(folder, Descriptors), set.ToByteArray());
    }
}
