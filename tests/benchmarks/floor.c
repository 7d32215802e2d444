/* The training of nnlib, written in C: the same BLAS for the products, loops for all the rest.

   Parameters lie as nnlib lays them: layer after layer, a weight (n_out, n_in), then a bias.
   Arrays of a batch are (n_examples, n_features); values[0] holds its scaled inputs. */

#include <math.h>
#include <stdint.h>

typedef void (*Gemm)(int order, int transpose_a, int transpose_b, BLAS_INT m, BLAS_INT n,
                     BLAS_INT k, float alpha, const float *a, BLAS_INT lda, const float *b,
                     BLAS_INT ldb, float beta, float *c, BLAS_INT ldc);
enum { ROW_MAJOR = 101, AS_IS = 111, TRANSPOSED = 112, MOST_LAYERS = 8 };

typedef struct {
    Gemm gemm;
    int64_t n_layers, softmax, n_parameters;
    const int64_t *sizes;                          /* n_layers + 1 of them */
    float *parameters, *gradients;                 /* n_parameters each */
    float *values[MOST_LAYERS], *slopes[MOST_LAYERS]; /* outputs of each layer, and dloss/dz */
} Network;

static void gather(const uint8_t *images, const int64_t *chosen, int64_t n, int64_t width,
                   float *inputs) {
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < width; j++)
            inputs[i * width + j] = images[chosen[i] * width + j] * (1.0f / 255);
}

static void forward(Network *net, int64_t n) {
    const float *weight = net->parameters;
    for (int64_t layer = 0; layer < net->n_layers; layer++) {
        int64_t n_in = net->sizes[layer], n_out = net->sizes[layer + 1];
        const float *bias = weight + n_in * n_out;
        float *out = net->values[layer + 1];
        int last = layer + 1 == net->n_layers;
        net->gemm(ROW_MAJOR, AS_IS, TRANSPOSED, n, n_out, n_in, 1, net->values[layer], n_in,
                  weight, n_in, 0, out, n_out);
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n_out; j++) {
                float z = out[i * n_out + j] + bias[j];
                if (!net->softmax) z = 1 / (1 + expf(-z));
                else if (!last && z < 0) z = 0;
                out[i * n_out + j] = z;
            }
        weight = bias + n_out;
    }
}

/* Write dloss/dz of the last layer and return the loss. */
static float softmax_loss(const float *z, float *slope, const int64_t *labels, int64_t n,
                          int64_t width) {
    float loss = 0;
    for (int64_t i = 0; i < n; i++, z += width, slope += width) {
        float largest = z[0], sum = 0;
        for (int64_t j = 1; j < width; j++) largest = z[j] > largest ? z[j] : largest;
        for (int64_t j = 0; j < width; j++) sum += slope[j] = expf(z[j] - largest);
        for (int64_t j = 0; j < width; j++) slope[j] = (slope[j] / sum - (j == labels[i])) / n;
        loss += logf(sum) - (z[labels[i]] - largest);
    }
    return loss / n;
}

static float squared_loss(const float *a, float *slope, const int64_t *labels, int64_t n,
                          int64_t width) {
    float loss = 0;
    for (int64_t i = 0; i < n; i++, a += width, slope += width)
        for (int64_t j = 0; j < width; j++) {
            float difference = a[j] - (j == labels[i]);
            loss += difference * difference;
            slope[j] = difference * (2.0f / (n * width)) * a[j] * (1 - a[j]);
        }
    return loss / (n * width);
}

static void backward(Network *net, int64_t n) {
    int64_t end = net->n_parameters;
    for (int64_t layer = net->n_layers - 1; layer >= 0; layer--) {
        int64_t n_in = net->sizes[layer], n_out = net->sizes[layer + 1];
        int64_t start = end - (n_in + 1) * n_out;
        const float *slope = net->slopes[layer + 1], *out = net->values[layer];
        float *bias_gradient = net->gradients + end - n_out;
        net->gemm(ROW_MAJOR, TRANSPOSED, AS_IS, n_out, n_in, n, 1, slope, n_out, out, n_in, 0,
                  net->gradients + start, n_in);
        for (int64_t j = 0; j < n_out; j++) bias_gradient[j] = 0;
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n_out; j++) bias_gradient[j] += slope[i * n_out + j];
        if (layer) {
            float *before = net->slopes[layer];
            net->gemm(ROW_MAJOR, AS_IS, AS_IS, n, n_in, n_out, 1, slope, n_out,
                      net->parameters + start, n_in, 0, before, n_in);
            for (int64_t i = 0; i < n * n_in; i++)
                before[i] *= net->softmax ? out[i] > 0 : out[i] * (1 - out[i]);
        }
        end = start;
    }
}

/* Take a step for each batch, in this order of the examples, and return the mean loss. */
double train(Network *net, const uint8_t *images, const int64_t *labels, const int64_t *order,
             int64_t n_steps, int64_t batch_size, float rate) {
    int64_t width = net->sizes[net->n_layers], chosen_labels[batch_size];
    double sum = 0;
    for (int64_t step = 0; step < n_steps; step++, order += batch_size) {
        gather(images, order, batch_size, net->sizes[0], net->values[0]);
        for (int64_t i = 0; i < batch_size; i++) chosen_labels[i] = labels[order[i]];
        forward(net, batch_size);
        sum += (net->softmax ? softmax_loss : squared_loss)(
            net->values[net->n_layers], net->slopes[net->n_layers], chosen_labels, batch_size,
            width);
        backward(net, batch_size);
        for (int64_t i = 0; i < net->n_parameters; i++)
            net->parameters[i] -= rate * net->gradients[i];
    }
    return sum / n_steps;
}
