using CreditQuery.GrpcHosting.Http2.Hpack;

namespace CreditQuery.UnitTests.Grpc.Http2.Hpack;

/// <summary>The examples of RFC 7541 appendix C.</summary>
public sealed class HpackStandardTests
{
    private static readonly string[] Requests =
    [
        ":method: GET|:scheme: http|:path: /|:authority: www.example.com",
        ":method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: no-cache",
        ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value",
    ];

    private static readonly string[] Responses =
    [
        ":status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com",
        ":status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com",
        ":status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com"
            + "|content-encoding: gzip|set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
    ];

    [Theory]
    [InlineData("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header")] // C.2.1
    [InlineData("040c2f73616d706c652f70617468", ":path: /sample/path")] // C.2.2
    [InlineData("100870617373776f726406736563726574", "password: secret")] // C.2.3
    [InlineData("82", ":method: GET")] // C.2.4
    public void Decode_EachRepresentation_GivesItsField(string block, string expected) =>
        Assert.Equal(expected, FieldList.Text(new HpackDecoder(4096), block));

    [Theory]
    [InlineData( // C.3: without Huffman
        "828684410f7777772e6578616d706c652e636f6d",
        "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565")]
    [InlineData( // C.4: with Huffman
        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
        "828684be5886a8eb10649cbf",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf")]
    public void Decode_Requests_GivesTheirFields(params string[] blocks) => AssertDecodes(Requests, "", blocks);

    [Theory]
    [InlineData( // C.5: without Huffman
        "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e"
            + "6578616d706c652e636f6d",
        "4803333037c1c0bf",
        "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f51"
            + "57454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31")]
    [InlineData( // C.6: with Huffman
        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
        "4883640effc1c0bf",
        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab"
            + "270fb5291f9587316065c003ed4ee5b1063d5007")]
    public void Decode_ResponsesInATableOf256Bytes_EvictsAndGivesTheirFields(params string[] blocks) =>
        AssertDecodes(Responses, "3fe101", blocks);

    [Theory] // C.1
    [InlineData(10, 0x1F, "0a")]
    [InlineData(1337, 0x1F, "1f9a0a")]
    [InlineData(42, 0xFF, "2a")]
    [InlineData(int.MaxValue, 0x0F, "0ff0ffffff07")]
    public void Integers_OfTheStandard_AreWrittenAndReadSo(int value, byte mask, string hex)
    {
        Span<byte> room = stackalloc byte[6];

        Assert.True(HpackEncoder.TryWriteInteger(0, mask, value, room, out var written));

        Assert.Equal(hex, Convert.ToHexStringLower(room[..written]));
        Assert.Equal(value, new HpackReader(room[..written]).ReadInteger(mask));
    }

    private static void AssertDecodes(string[] expected, string before, string[] blocks)
    {
        var decoder = new HpackDecoder(4096);
        FieldList.Text(decoder, before);

        Assert.Equal(expected, blocks.Select(b => FieldList.Text(decoder, b)));
    }
}
