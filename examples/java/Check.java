// shixin for Java, over JNA (https://github.com/java-native-access/jna), from Java 11 on. It asks on today's day: a list that
// is too old for today gives no answer.
//
//     javac -cp jna.jar Check.java
//     java -cp jna.jar:. -Djna.library.path=PREFIX/lib Check list.shixin 11010519491231002X 张某示 travel.air

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

public final class Check {
    /** The functions of shixin.h that are used here. size_t is a long on 64-bit machines. */
    public interface Shixin extends Library {
        Shixin SHX = Native.load("shixin", Shixin.class);

        int shx_screener_open(Options options, PointerByReference out, PointerByReference error);
        void shx_screener_free(Pointer screener);
        int shx_screener_ask(Pointer screener, Question question, PointerByReference out, PointerByReference error);
        int shx_verdict_outcome(Pointer verdict, IntByReference out);
        int shx_verdict_json(Pointer verdict, PointerByReference out, PointerByReference error);
        void shx_verdict_free(Pointer verdict);
        Pointer shx_string_ptr(Pointer string);
        long shx_string_len(Pointer string);
        void shx_string_free(Pointer string);
        Pointer shx_error_message(Pointer error);
        void shx_error_free(Pointer error);
    }

    /** shx_text by value; holds on to its bytes. */
    @Structure.FieldOrder({"ptr", "len"})
    public static class Text extends Structure {
        public Pointer ptr;
        public long len;

        void set(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            len = bytes.length;
            if (len > 0) {
                ptr = new com.sun.jna.Memory(len);
                ptr.write(0, bytes, 0, bytes.length);
            }
        }
    }

    @Structure.FieldOrder({
        "size", "id", "name", "use", "documents", "documentsLen", "statements", "statementsLen", "linked", "linkedLen",
        "day", "role", "flags", "reserved"
    })
    public static class Question extends Structure {
        public long size;
        public Text id = new Text();
        public Text name = new Text();
        public Text use = new Text();
        public Pointer documents;
        public long documentsLen;
        public Pointer statements;
        public long statementsLen;
        public Pointer linked;
        public long linkedLen;
        public int day;
        public int role;
        public int flags;
        public int reserved;
    }

    @Structure.FieldOrder({"size", "list", "relief", "policy", "flags", "reserved"})
    public static class Options extends Structure {
        public long size;
        public Text list = new Text();
        public Text relief = new Text();
        public Text policy = new Text();
        public int flags;
        public int reserved;
    }

    private static final Shixin SHX = Shixin.SHX;
    private static final String[] OUTCOMES = {"no answer", "clear", "refer", "block"};

    /** Throws what a call that failed has told. That is no answer: nobody is clear by it. */
    private static void ensure(int status, PointerByReference error) {
        if (status == 0) return;
        String message = SHX.shx_error_message(error.getValue()).getString(0, "UTF-8");
        SHX.shx_error_free(error.getValue());
        throw new IllegalStateException(status + ": " + message);
    }

    public static void main(String[] args) {
        PointerByReference screener = new PointerByReference();
        PointerByReference verdict = new PointerByReference();
        PointerByReference json = new PointerByReference();
        PointerByReference error = new PointerByReference();
        Options options = new Options();
        options.size = options.size();
        options.list.set(args[0]);
        ensure(SHX.shx_screener_open(options, screener, error), error);

        Question question = new Question();
        question.size = question.size();
        question.id.set(args[1]);
        question.name.set(args[2]);
        question.use.set(args.length > 3 ? args[3] : "");
        ensure(SHX.shx_screener_ask(screener.getValue(), question, verdict, error), error);

        IntByReference outcome = new IntByReference();
        ensure(SHX.shx_verdict_outcome(verdict.getValue(), outcome), error);
        ensure(SHX.shx_verdict_json(verdict.getValue(), json, error), error);
        byte[] told = SHX.shx_string_ptr(json.getValue()).getByteArray(0, (int) SHX.shx_string_len(json.getValue()));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println(OUTCOMES[outcome.getValue()]);
        out.println(new String(told, StandardCharsets.UTF_8));
        SHX.shx_string_free(json.getValue());
        SHX.shx_verdict_free(verdict.getValue());
        SHX.shx_screener_free(screener.getValue());
    }
}
