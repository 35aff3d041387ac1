# Looking at values on the way. Messages are for people; here they only have to be computable.
lib:
let
  inherit (builtins) deepSeq;
in
{
  inherit (builtins) addErrorContext trace unsafeGetAttrPos;
  traceIf = condition: message: value: if condition then builtins.seq message value else value;
  traceVal = value: value;
  traceValFn = f: value: builtins.seq (f value) value;
  traceSeq = message: deepSeq message (value: value);
  traceSeqN = _: _: value: value;
  traceValSeq = value: deepSeq value value;
  traceValSeqFn = f: value: deepSeq (f value) value;
  traceValSeqN = _: value: value;
  traceValSeqNFn = _: _: value: value;
}
