// A function in D, over Brume's C ABI: answers with its event's letters counted.
module dlang;

import core.stdc.stdio : snprintf;

extern (C):

struct brume_bytes
{
    const(char)* data;
    size_t size;
}

struct brume_context
{
    brume_bytes request_id, trace_id, invoked_function_arn, function_name, function_version;
    brume_bytes log_group_name, log_stream_name, client_context, cognito_identity;
    long deadline_ms;
    uint memory_limit_mb;
}

struct brume_call
{
    uint abi_version;
    const(brume_context)* context;
    brume_bytes event;
    void* host;
    long function(void* host) remaining_ms;
    int function(void* host, brume_bytes answer) reply;
    int function(void* host, brume_bytes type, brume_bytes message, brume_bytes stack) fail;
    int function(void* host, brume_bytes content_type) stream_begin;
    int function(void* host, brume_bytes chunk) stream_write;
}

export uint brume_abi_version()
{
    return 1;
}

export void handler(const(brume_call)* call)
{
    uint letters = 0;
    foreach (c; call.event.data[0 .. call.event.size])
    {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            ++letters;
    }
    char[64] answer;
    const length = snprintf(answer.ptr, answer.length, `{"language":"D","letters":%u}`.ptr, letters);
    call.reply(cast(void*) call.host, brume_bytes(answer.ptr, cast(size_t) length));
}
